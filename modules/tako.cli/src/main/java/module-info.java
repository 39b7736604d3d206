import org.jspecify.annotations.NullMarked;

/** Commands, arguments, messages and exit codes. */
@NullMarked
module tako.cli {
    requires static org.jspecify;
    requires org.apache.commons.cli;
    requires tako.fetch;
    requires tako.systemd;

    provides System.LoggerFinder with
            tako.cli.SilentLoggers;
}
