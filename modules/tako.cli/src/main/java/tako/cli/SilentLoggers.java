package tako.cli;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Loggers for the JDK's own classes that log nothing: what they could tell is for those who work on them, and whatever
 * an administrator has to know is said by {@link Console}. Without this, the JDK sets up java.util.logging for the first
 * connection, which costs 6 ms of every poll.
 */
public final class SilentLoggers extends System.LoggerFinder {
    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Silent(name);
    }

    private record Silent(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return false;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String message, Throwable thrown) {}

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, Object... parameters) {}
    }
}
