package tako.systemd;

import java.util.List;

/**
 * How a unit's last run ended.
 *
 * @param result systemd's word for it (Result in org.freedesktop.systemd1(5)); empty for a unit that has none
 * @param code how the main process ended, as waitid(2) has it in {@code si_code}; 0 if it did not
 * @param status its exit status, or the number of the signal that ended it
 */
record Ending(String result, int code, int status) {
    static final int NO_PROGRAM = 0;

    private static final int EXITED = 1;
    private static final int KILLED = 2;
    private static final int DUMPED = 3;
    /** By number, from 1, as on every processor that Linux still has except MIPS, Alpha and SPARC (signal(7)). */
    private static final List<String> SIGNALS = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");

    /** Whether there is anything to tell of an end. */
    boolean isOver() {
        return code != NO_PROGRAM || !result.equals("success");
    }

    /** The same in words, to stand after a colon. */
    String words() {
        return switch (result) {
            case "success" -> code == NO_PROGRAM ? "it is not running any more" : program();
            case "" -> "it is not active any more";
            case "exit-code" -> code == NO_PROGRAM ? "a command that comes before its program failed" : program();
            case "signal", "core-dump" -> program();
            case "timeout" -> "it took longer than its TimeoutStartSec= or TimeoutStopSec= allows";
            case "watchdog" -> "it did not report in time (WatchdogSec=)";
            case "start-limit-hit" -> "it was started too often in a short time (StartLimitBurst=)";
            case "oom-kill" -> "the system ran out of memory and killed it";
            case "resources" -> "systemd could not set up what it needs";
            case "protocol" -> "it did not get ready in the way that its Type= asks for";
            default -> "systemd calls it '" + result + "'";
        };
    }

    private String program() {
        return switch (code) {
            case EXITED -> "its program exited with status " + status + meaning();
            case KILLED -> "its program was killed by signal " + signal();
            case DUMPED -> "its program was killed by signal " + signal() + " and dumped core";
            default -> "systemd calls it '" + result + "'";
        };
    }

    /** What systemd means by those of its own statuses that a new file brings about most (systemd.exec(5)). */
    private String meaning() {
        return switch (status) {
            case 200 -> " (CHDIR: its WorkingDirectory= cannot be entered)";
            case 203 -> " (EXEC: systemd cannot execute it)";
            case 216 -> " (GROUP: its Group= does not exist)";
            case 217 -> " (USER: its User= does not exist)";
            case 226 -> " (NAMESPACE: systemd cannot set up the file systems it is to see)";
            default -> "";
        };
    }

    private String signal() {
        return 0 < status && status <= SIGNALS.size() ? SIGNALS.get(status - 1) : Integer.toString(status);
    }
}
