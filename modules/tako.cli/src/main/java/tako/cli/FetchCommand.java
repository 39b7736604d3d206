package tako.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tako.config.Config;
import tako.config.ConfigException;
import tako.config.ConfigFiles;
import tako.fetch.FetchException;
import tako.fetch.Outcome;
import tako.fetch.Update;
import tako.store.Version;

/** {@code tako fetch}: one update for each configuration, none of which stops another. */
final class FetchCommand {
    private final Console console;
    private final String userAgent;
    private final Map<String, String> environment;
    private final boolean debug;

    FetchCommand(Console console, String userAgent, Map<String, String> environment, boolean debug) {
        this.console = console;
        this.userAgent = userAgent;
        this.environment = environment;
        this.debug = debug;
    }

    ExitStatus run(Command.Fetch fetch) {
        ExitStatus status = ExitStatus.OK;
        for (Path path : fetch.configs()) {
            status = status.or(all(path, fetch.ifNotExists()));
        }
        return status;
    }

    private ExitStatus all(Path path, boolean ifNotExists) {
        List<Path> files;
        try {
            files = ConfigFiles.in(path);
        } catch (ConfigException e) {
            console.error(String.valueOf(e.getMessage()));
            return ExitStatus.USAGE;
        }
        if (files.isEmpty()) {
            console.info(path + ": there is no configuration in this directory");
        }
        ExitStatus status = ExitStatus.OK;
        for (Path file : files) {
            status = status.or(one(file, ifNotExists));
        }
        return status;
    }

    private ExitStatus one(Path file, boolean ifNotExists) {
        Config config;
        try {
            config = Config.read(file);
        } catch (ConfigException e) {
            console.error(String.valueOf(e.getMessage()));
            return ExitStatus.USAGE;
        }
        for (String key : withoutEffect(config)) {
            console.warning(config.name() + ": " + key + "= has no effect yet in this version");
        }
        Update update = new Update(config, userAgent, environment, console.about(config.name()));
        try {
            return tell(config.name(), ifNotExists ? update.runIfMissing() : update.run(), ifNotExists);
        } catch (FetchException e) {
            return failed(config.name() + ": not updated, " + update.whatStays() + ": " + e.getMessage(), e);
        } catch (RuntimeException | Error e) { // a fault with one image is none of the others'
            return failed(
                    config.name() + ": not updated, " + update.whatStays() + ": unexpected " + e + "; "
                            + CommandLine.DEBUG + " shows where it came from",
                    e);
        }
    }

    private ExitStatus failed(String message, Throwable cause) {
        console.error(message);
        if (debug) {
            console.trace(cause);
        }
        return ExitStatus.FAILED;
    }

    /** The keys that are checked already and come to life later: nobody should rely on them unknowingly. */
    private static List<String> withoutEffect(Config config) {
        List<String> keys = new ArrayList<>();
        config.clientIdentity().ifPresent(set -> keys.add("ClientCertificate"));
        config.authFile().ifPresent(set -> keys.add("AuthFile"));
        config.timeout().ifPresent(set -> keys.add("TimeoutSec"));
        config.rateLimit().ifPresent(set -> keys.add("RateLimit"));
        return keys;
    }

    private ExitStatus tell(String name, Outcome outcome, boolean ifNotExists) {
        switch (outcome) {
            case Outcome.Present() -> console.result(name + ": an image is installed");
            case Outcome.UpToDate(Version version) -> console.result(name + ": " + version + " is up to date");
            case Outcome.Lagging(Version version) ->
                console.result(name + ": " + version + " stays, the origins lag behind it");
            case Outcome.NoCandidate(String reason, Optional<Version> installed) -> {
                if (ifNotExists) { // the unit that waits would find nothing
                    console.error(name + ": not installed: " + reason);
                    return ExitStatus.FAILED;
                }
                console.result(name + ": "
                        + installed.map(version -> version + " stays: ").orElse("nothing to install: ") + reason);
            }
            case Outcome.Updated(Optional<Version> from, Version to, List<String> restarted) ->
                console.result(name + ": " + change(from, to) + listed(restarted));
            case Outcome.RestartFailed(var from, Version to, List<String> restarted, List<String> problems) -> {
                console.error(name + ": " + change(from, to) + listed(restarted)
                        + ", but not all units run with it, and the next run will not try again:");
                problems.forEach(problem -> console.error(name + ": " + problem));
                return ExitStatus.FAILED;
            }
        }
        return ExitStatus.OK;
    }

    private static String listed(List<String> restarted) {
        return restarted.isEmpty() ? "" : ", restarted " + String.join(", ", restarted);
    }

    private static String change(Optional<Version> from, Version to) {
        if (from.isEmpty()) {
            return "installed " + to;
        }
        int order = to.compareTo(from.get());
        if (order == 0) {
            return "replaced the image of " + to;
        }
        return (order > 0 ? "updated " : "moved back ") + from.get() + " -> " + to;
    }
}
