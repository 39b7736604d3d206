package tako.systemd;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells the service manager how the service that this process belongs to is getting on (sd_notify(3)). A message that
 * does not get through is nobody's error: the manager hears it only if the unit's {@code NotifyAccess=} lets this
 * process speak. Where there is no manager to tell, this does nothing and loads no native code.
 */
public final class ServiceNotifier {
    private boolean silent;
    private Optional<Libsystemd> library = Optional.empty();

    /**
     * A notifier for this process.
     *
     * @param environment this process's; it is silent without {@code NOTIFY_SOCKET}, where libsystemd sends to
     */
    public ServiceNotifier(Map<String, String> environment) {
        silent = environment.getOrDefault("NOTIFY_SOCKET", "").isEmpty();
    }

    /** Sets the line that {@code systemctl status} shows of the service. */
    public void status(String text) {
        send("STATUS=", text);
    }

    /**
     * Asks for the start, or whatever the service is in, not to time out from now on until this time has passed, at
     * the least. Ask again before it has.
     *
     * @param time in microseconds; more than zero
     */
    public void extendTimeout(Duration time) {
        send("EXTEND_TIMEOUT_USEC=", Long.toString(TimeUnit.MICROSECONDS.convert(time)));
    }

    private synchronized void send(String key, String value) {
        if (silent) {
            return;
        }
        try {
            Libsystemd loaded = library.isPresent() ? library.get() : Libsystemd.load();
            library = Optional.of(loaded);
            loaded.notify(key + Printable.of(value)); // a line break would begin another message
        } catch (LinkageError e) {
            silent = true;
        }
    }
}
