package tako.config;

import java.util.ArrayList;
import java.util.List;

/** Takes a text in the syntax of systemd.syntax(7), but without sections, apart into its assignments. */
final class SyntaxReader {
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final Problems problems;
    private final List<Assignment> assignments = new ArrayList<>();
    private final StringBuilder joined = new StringBuilder();
    private int joinedFrom;
    private int line;

    SyntaxReader(Problems problems) {
        this.problems = problems;
    }

    /** The assignments in their order, without the lines that are wrong. Lines end with LF or CR LF. */
    List<Assignment> read(String text) {
        int start = 0;
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            problems.add(1, "the file begins with a byte order mark; save it as UTF-8 without one");
            start = 1;
        }
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            int next = end < 0 ? text.length() : end;
            line++;
            readLine(text.substring(start, withoutCarriageReturn(text, start, next)));
            start = next + 1;
        }
        endAssignment();
        return assignments;
    }

    private static int withoutCarriageReturn(String text, int start, int end) {
        return end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    private void readLine(String raw) {
        if (hasControlCharacter(raw)) {
            return;
        }
        String content = withoutIndent(raw);
        if (isComment(content)) {
            return; // also between the parts of a continued line, as in systemd
        }
        if (joined.isEmpty()) {
            joinedFrom = line;
        }
        if (isContinued(content)) {
            joined.append(content, 0, content.length() - 1).append(' ');
            return;
        }
        joined.append(content);
        endAssignment();
    }

    private boolean hasControlCharacter(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (Character.isISOControl(c) && c != '\t') {
                problems.add(
                        line,
                        "there is a control character (" + Printable.of(String.valueOf(c)) + ") at position " + (i + 1)
                                + "; remove it");
                return true;
            }
        }
        return false;
    }

    private static String withoutIndent(String raw) {
        int start = 0;
        while (start < raw.length() && (raw.charAt(start) == ' ' || raw.charAt(start) == '\t')) {
            start++;
        }
        return raw.substring(start);
    }

    private static boolean isComment(String content) {
        return !content.isEmpty() && (content.charAt(0) == '#' || content.charAt(0) == ';');
    }

    /** A backslash at the very end continues the line, unless another one escapes it. */
    private static boolean isContinued(String content) {
        int end = content.length();
        while (end > 0 && content.charAt(end - 1) == '\\') {
            end--;
        }
        return (content.length() - end) % 2 == 1;
    }

    private void endAssignment() {
        String text = joined.toString().trim();
        joined.setLength(0);
        if (text.isEmpty()) {
            return;
        }
        if (text.charAt(0) == '[') {
            problems.add(
                    joinedFrom, "section headers have no place here; remove the line, keys stand without sections");
            return;
        }
        int equals = text.indexOf('=');
        if (equals < 0) {
            problems.add(joinedFrom, "there is no '=' in this line; write Key=Value, or begin a comment with '#'");
            return;
        }
        String key = text.substring(0, equals).trim();
        if (!isKey(key)) {
            problems.add(joinedFrom, "there is no key before the '='; the keys are " + Key.list());
            return;
        }
        assignments.add(
                new Assignment(joinedFrom, key, text.substring(equals + 1).trim()));
    }

    /**
     * Only then may it stand in a message: anything else could be part of a password that stands in the wrong place.
     */
    private static boolean isKey(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!alphanumeric && c != '-' && c != '_') {
                return false;
            }
        }
        return !key.isEmpty();
    }
}
