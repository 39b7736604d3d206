package tako.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Units that systemd stops and starts along with the one that is restarted. */
@Tag("systemd")
class DependentsTest {
    private static final String LONG_ENOUGH = "60000";
    private static final String SLEEP = "ExecStart=/bin/sleep infinity\n";

    private static Machine machine;

    @BeforeAll
    static void bootsAMachine() throws Exception {
        machine = Machine.boot();
    }

    @AfterAll
    static void takesItDown() {
        machine.close();
    }

    @Test
    void knowsWhatIsUpAlongWithAUnitAlsoThroughOthers() throws Exception {
        machine.service("root.service", SLEEP);
        machine.service("stem.service", SLEEP + "[Unit]\nRequires=root.service\n");
        machine.service("leaf.service", SLEEP + "[Unit]\nPartOf=stem.service\n");
        machine.service("fallen.service", SLEEP + "[Unit]\nBindsTo=root.service\n");
        machine.run("systemctl", "start", "stem.service", "leaf.service");
        assertThat(machine.probe("dependents", "root.service")).isEqualTo("[stem.service, leaf.service]\n");
    }

    @Test
    void isGoodNoEarlierThanWhatWasUpAlongWithIt() throws Exception {
        String waits =
                "Type=notify\nNotifyAccess=all\nExecStart=/bin/sh -c 'test -e /run/%1$s-once || { touch /run/%1$s-once;"
                        + " systemd-notify --ready; exec sleep infinity; }; %2$s; systemd-notify --ready; exec sleep infinity'\n"
                        + "[Unit]\nRequires=%1$s.service\nAfter=%1$s.service\n";
        machine.service("soon.service", SLEEP);
        machine.service("never.service", SLEEP);
        machine.service("with-soon.service", waits.formatted("soon", "sleep 1; touch /run/with-soon-is-back"));
        machine.service("with-never.service", waits.formatted("never", "sleep infinity"));
        machine.run("systemctl", "start", "with-soon.service", "with-never.service");
        assertThat(machine.probe("restart", LONG_ENOUGH, "0", "soon.service")).startsWith("Up: soon.service");
        machine.run("test", "-e", "/run/with-soon-is-back");
        assertThat(machine.probe("restart", "2000", "0", "never.service"))
                .startsWith("DependentsDown: never.service was restarted, but ")
                .contains("with-never.service");
    }

    @Test
    void isGoodAlthoughWhatWasUpAlongWithItNeedsASecondStart() throws Exception {
        machine.service("server.service", SLEEP);
        machine.service("client.service", """
                Restart=on-failure
                RestartSec=100ms
                ExecStartPre=/bin/sh -c 'test ! -e /run/server-restarts || ! rm /run/server-restarts'
                """ + SLEEP + "[Unit]\nRequires=server.service\n");
        machine.run("systemctl", "start", "client.service");
        machine.run("touch", "/run/server-restarts");
        assertThat(machine.probe("restart", LONG_ENOUGH, "1000", "server.service"))
                .startsWith("Up: server.service");
    }

    @Test
    void judgesUnitsThatAreRestartedAlongWithEachOtherOnTheirOwn() throws Exception {
        machine.service("lower.service", SLEEP);
        machine.service("upper.service", SLEEP + "[Unit]\nRequires=lower.service\nAfter=lower.service\n");
        machine.run("systemctl", "start", "upper.service");
        assertThat(machine.probe("restart", LONG_ENOUGH, "500", "upper.service", "lower.service"))
                .isEqualTo("""
                        Up: upper.service is up and was so for 500 ms
                        Up: lower.service is up and was so for 500 ms
                        """);
    }
}
