package tako.cli;

import java.io.IOException;
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
import tako.fetch.Reporter;
import tako.fetch.Updates;
import tako.store.Version;

/** {@code tako fetch}: reads the configurations, and puts into words how their updates ended. */
final class FetchCommand implements Updates.Listener {
    private final Console console;
    private final String userAgent;
    private final Map<String, String> environment;
    private final boolean debug;
    private Updates.Mode mode = Updates.Mode.UPDATE;
    private ExitStatus status = Handover.statusBefore();

    FetchCommand(Console console, String userAgent, Map<String, String> environment, boolean debug) {
        this.console = console;
        this.userAgent = userAgent;
        this.environment = environment;
        this.debug = debug;
    }

    ExitStatus run(Command.Fetch fetch) {
        mode = fetch.mode();
        List<Config> configs = new ArrayList<>();
        for (Path path : fetch.configs()) {
            read(path, configs);
        }
        List<Config> left = updates(Handover.largest(configs)).run(configs, mode);
        if (!left.isEmpty()) {
            handOver(left);
        }
        return status;
    }

    private Updates updates(long largest) {
        return new Updates(userAgent, environment, largest, this);
    }

    private void handOver(List<Config> left) {
        if (!console.delivered()) {
            status = status.or(ExitStatus.FAILED);
        }
        try {
            Handover.run(mode, left, status, debug);
        } catch (IOException e) {
            console.warning("tako: cannot go on at full speed, images come all the same: " + e.getMessage());
            updates(Long.MAX_VALUE).run(left, mode);
        }
    }

    private void read(Path path, List<Config> configs) {
        List<Path> files;
        try {
            files = ConfigFiles.in(path);
        } catch (ConfigException e) {
            refuse(e);
            return;
        }
        if (files.isEmpty()) {
            console.info(path + ": there is no configuration in this directory");
        }
        for (Path file : files) {
            try {
                add(Config.read(file), configs);
            } catch (ConfigException e) {
                refuse(e);
            }
        }
    }

    /** Two images in one directory would take each other for their own. */
    private void add(Config config, List<Config> configs) {
        for (Config other : configs) {
            if (other.destination().equals(config.destination())) {
                console.error(config.name() + ": Destination=" + config.destination() + " is that of " + other.name()
                        + " already; give each image a directory of its own");
                status = status.or(ExitStatus.USAGE);
                return;
            }
        }
        configs.add(config);
    }

    private void refuse(ConfigException e) {
        e.errors().forEach(console::error);
        status = status.or(ExitStatus.USAGE);
    }

    @Override
    public Reporter about(Config config) {
        return console.about(config.name());
    }

    @Override
    public void failed(Config config, String left, Throwable cause) {
        String reason = cause instanceof FetchException
                ? String.valueOf(cause.getMessage())
                : "unexpected " + cause + "; " + CommandLine.DEBUG + " shows where it came from";
        console.error(config.name() + ": not updated, " + left + ": " + reason);
        if (debug) {
            console.trace(cause);
        }
        status = status.or(ExitStatus.FAILED);
    }

    @Override
    public void ended(Config config, Outcome outcome) {
        status = status.or(tell(config.name(), outcome));
    }

    private ExitStatus tell(String name, Outcome outcome) {
        if (outcome instanceof Outcome.UpToDate upToDate) { // no switch over types where there is nothing new: see Main
            return upToDate(name, upToDate);
        }
        if (outcome instanceof Outcome.Present) {
            return present(name);
        }
        return switch (outcome) {
            case Outcome.Present() -> present(name);
            case Outcome.UpToDate upToDate -> upToDate(name, upToDate);
            case Outcome.Lagging(Version version) -> good(name, version + " stays, the origins lag behind it");
            case Outcome.InProgress(Version version) -> inProgress(name, version);
            case Outcome.NoCandidate(String reason, var installed) -> noCandidate(name, reason, installed);
            case Outcome.Updated(var from, Version to, List<String> restarted) ->
                good(name, change(from, to) + listed(restarted));
            case Outcome.Unproven unproven ->
                bad(
                        name,
                        change(unproven.earlier(), unproven.from(), unproven.to()) + listed(unproven.restarted())
                                + ", but it is not known whether all units are up with it; the next run tries again:",
                        unproven.problems(),
                        ExitStatus.FAILED);
            case Outcome.Broken broken ->
                bad(
                        name,
                        change(broken.earlier(), broken.from(), broken.to()) + listed(broken.restarted())
                                + ", but not all units are up with it:",
                        broken.problems(),
                        ExitStatus.FAILED);
            case Outcome.RolledBack rolledBack -> rolledBack(name, rolledBack);
        };
    }

    private ExitStatus present(String name) {
        return good(name, "an image is installed");
    }

    private ExitStatus upToDate(String name, Outcome.UpToDate outcome) {
        return good(name, outcome.version() + " is up to date");
    }

    private ExitStatus inProgress(String name, Version version) {
        if (mode == Updates.Mode.RETRY_FAILED) {
            return bad(
                    name,
                    "nothing was tried again, for another run restarts the units of " + version
                            + " just now, or will. Try again when it has ended",
                    List.of(),
                    ExitStatus.FAILED);
        }
        return good(name, version + " is here; its units are left to another run, which restarts and judges them");
    }

    private ExitStatus good(String name, String result) {
        console.result(name + ": " + result);
        return ExitStatus.OK;
    }

    private ExitStatus bad(String name, String summary, List<String> problems, ExitStatus code) {
        console.error(name + ": " + summary);
        problems.forEach(problem -> console.error(name + ": " + problem));
        return code;
    }

    private ExitStatus noCandidate(String name, String reason, Optional<Version> installed) {
        if (mode == Updates.Mode.IF_MISSING) { // the unit that waits would find nothing
            return bad(name, "not installed: " + reason, List.of(), ExitStatus.FAILED);
        }
        return good(name, installed.map(version -> version + " stays: ").orElse("nothing to install: ") + reason);
    }

    private ExitStatus rolledBack(String name, Outcome.RolledBack outcome) {
        String failed = outcome.failed().map(Version::toString).orElse("the image");
        outcome.reasons().forEach(reason -> console.error(name + ": with " + failed + ", " + reason));
        return bad(
                name,
                "rolled back " + failed + " -> " + outcome.to() + listed(outcome.restarted())
                        + (outcome.passedOver()
                                ? "; " + failed
                                        + " is passed over from now on ('tako fetch --retry-failed' tries it again)"
                                : "; the next run tries " + failed + " again")
                        + (outcome.problems().isEmpty()
                                ? ""
                                : ". Not all units are known to be up with " + outcome.to() + ':'),
                outcome.problems(),
                ExitStatus.ROLLED_BACK);
    }

    private static String listed(List<String> restarted) {
        return restarted.isEmpty() ? "" : ", restarted " + String.join(", ", restarted);
    }

    private static String change(boolean earlier, Optional<Version> from, Version to) {
        return earlier ? to + " is installed since an earlier run" : change(from, to);
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
