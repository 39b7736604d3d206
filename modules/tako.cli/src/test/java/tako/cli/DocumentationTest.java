package tako.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** tako(1), the guide, the help texts and the completions say what the program does. */
class DocumentationTest {
    private static final Path DOCUMENTATION = Path.of("../../docs");
    private static final Pattern COMMAND = Pattern.compile("^\\.It Cm (\\S+)", Pattern.MULTILINE);
    private static final Pattern OPTION = Pattern.compile("\\bFl (\\S+)");
    private static final Pattern STATUS = Pattern.compile("^\\.It (\\d+)$", Pattern.MULTILINE);
    private static final Pattern LONG_OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
    private static final Pattern FISH_OPTION = Pattern.compile(" -l ([a-z-]+) -d");

    private static final Pattern SPLIT_STRING = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    /** SIGINT and SIGTERM, as a shell shows them: the VM ends so, not the program. */
    private static final List<Integer> SIGNALS = List.of(130, 143);

    private static Stream<Arguments> commands() {
        return Stream.of(
                arguments("fetch", CommandLine.fetchOptions(), HelpText.FETCH),
                arguments("store", CommandLine.storeOptions(), HelpText.STORE),
                arguments("gen-key", CommandLine.generateKeyOptions(), HelpText.GENERATE_KEY));
    }

    private static String read(String file) throws Exception {
        return Files.readString(DOCUMENTATION.resolve(file));
    }

    /** A section of tako(1). */
    private static String section(String heading) throws Exception {
        String page = read("tako.1");
        int start = page.indexOf("\n.Sh " + heading + "\n");
        assertThat(start).as(heading).isNotNegative();
        return page.substring(start, page.indexOf("\n.Sh ", start + 1));
    }

    /** What the COMMANDS section says from a line on, up to another. */
    private static String part(String from, String to) throws Exception {
        String commands = section("COMMANDS");
        int start = commands.indexOf("\n" + from);
        assertThat(start).as(from).isNotNegative();
        return commands.substring(start + 1, commands.indexOf("\n" + to, start + 1));
    }

    /** The options that have an entry of their own. */
    private static Set<String> documented(String part) {
        Set<String> options = new TreeSet<>();
        part.lines()
                .filter(line -> line.startsWith(".It Fl "))
                .flatMap(line -> OPTION.matcher(line).results())
                .forEach(option -> options.add("-" + option.group(1)));
        return options;
    }

    private static Set<String> real(Options options) {
        Set<String> texts = new TreeSet<>();
        for (Option option : options.getOptions()) {
            if (option.getOpt() != null) {
                texts.add("-" + option.getOpt());
            }
            if (option.getLongOpt() != null) {
                texts.add("--" + option.getLongOpt());
            }
        }
        return texts;
    }

    private static Set<String> withoutHelp(Options options) {
        Set<String> texts = real(options);
        texts.removeAll(Set.of("-h", "--help"));
        return texts;
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        pattern.matcher(text).results().forEach(match -> found.add(match.group(match.groupCount())));
        return found;
    }

    @Test
    void theManualHasEveryCommand() throws Exception {
        assertThat(found(COMMAND, section("COMMANDS"))).containsExactlyInAnyOrder("fetch", "store", "gen-key", "help");
        List<Class<?>> understood = new ArrayList<>();
        for (String line : List.of("fetch config", "store -o dir image 1.0", "gen-key", "help", "--version")) {
            understood.add(CommandLine.parse(Arrays.asList(line.split(" "))).getClass());
        }
        assertThat(understood).containsExactlyInAnyOrder(Command.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theManualHasEveryOptionOfACommand(String command, Options options, String help) throws Exception {
        assertThat(documented(part(".It Cm " + command + " ", ".It Cm "))).isEqualTo(withoutHelp(options));
    }

    @Test
    void theManualHasTheOptionsOfEveryCommand() throws Exception {
        assertThat(documented(part("Other options:", ".El")))
                .containsExactlyInAnyOrder("-h", "--help", "--version", CommandLine.DEBUG);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theHelpHasEveryOptionOfACommand(String command, Options options, String help) {
        assertThat(help).startsWith("Usage: tako " + command + " ").contains(withoutHelp(options));
        assertThat(HelpText.PROGRAM).contains("tako " + command + " ");
    }

    @Test
    void manualAndHelpHaveEveryExitStatus() throws Exception {
        Set<String> codes = new TreeSet<>();
        for (ExitStatus status : ExitStatus.values()) {
            codes.add(String.valueOf(status.code()));
        }
        SIGNALS.forEach(signal -> codes.add(String.valueOf(signal)));
        assertThat(found(STATUS, section("EXIT STATUS"))).isEqualTo(codes);
        assertThat(HelpText.PROGRAM.substring(HelpText.PROGRAM.indexOf("Exit status:")))
                .contains(codes);
    }

    @Test
    void theManualHasTheKeysVariable() throws Exception {
        assertThat(section("ENVIRONMENT")).contains(".It Ev " + StoreCommand.KEY_VARIABLE + "\n");
    }

    @Test
    void theCompletionsHaveEveryOption() throws Exception {
        Set<String> options = new TreeSet<>(Set.of("--version", CommandLine.DEBUG));
        options.addAll(real(CommandLine.fetchOptions()));
        options.addAll(real(CommandLine.storeOptions()));
        options.removeIf(option -> !option.startsWith("--"));
        assertThat(found(LONG_OPTION, read("completion/_tako"))).isEqualTo(options);
        assertThat(found(FISH_OPTION, read("completion/tako.fish")).stream().map(option -> "--" + option))
                .containsExactlyInAnyOrderElementsOf(options);
    }

    @Test
    void theGuideExplainsMessagesThatThereAre() throws Exception {
        String sources = sources();
        List<String> messages = messagesOfTheGuide();
        assertThat(messages).contains("interrupted", "refused a redirect");
        assertThat(messages).filteredOn(message -> !sources.contains(message)).isEmpty();
    }

    /** The program's text, with strings that were split over lines joined again. */
    private static String sources() throws Exception {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("src/main/java"))
                    .toList()) {
                text.append(Files.readString(file));
            }
        }
        return SPLIT_STRING.matcher(text).replaceAll("");
    }

    /** What stands in the table's first column, without the parts that differ each time. */
    private static List<String> messagesOfTheGuide() throws Exception {
        List<String> messages = new ArrayList<>();
        for (String line : read("guide.md").lines().toList()) {
            if (line.startsWith("| ")) {
                QUOTED.matcher(line.substring(0, line.indexOf(" |")))
                        .results()
                        .flatMap(quoted -> Arrays.stream(quoted.group(1).split("\\.\\.\\.", -1)))
                        .map(String::strip)
                        .forEach(messages::add);
            }
        }
        return messages;
    }
}
