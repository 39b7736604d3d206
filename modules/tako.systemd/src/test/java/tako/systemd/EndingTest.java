package tako.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndingTest {
    @Test
    void namesTheStatusThatTheProgramExitedWith() {
        assertThat(new Ending("exit-code", 1, 3).words()).isEqualTo("its program exited with status 3");
        assertThat(new Ending("success", 1, 0).words()).isEqualTo("its program exited with status 0");
    }

    @Test
    void explainsTheStatusesThatSystemdGivesInTheProgramsPlace() {
        assertThat(new Ending("exit-code", 1, 226).words())
                .isEqualTo("its program exited with status 226"
                        + " (NAMESPACE: systemd cannot set up the file systems it is to see)");
    }

    @Test
    void namesTheSignalThatKilledTheProgram() {
        assertThat(new Ending("signal", 2, 11).words()).isEqualTo("its program was killed by signal SEGV");
        assertThat(new Ending("core-dump", 3, 6).words())
                .isEqualTo("its program was killed by signal ABRT and dumped core");
        assertThat(new Ending("signal", 2, 31).words()).endsWith("signal SYS");
        assertThat(new Ending("signal", 2, 34).words()).endsWith("signal 34");
    }

    @Test
    void tellsACommandBeforeTheProgramFromTheProgram() {
        assertThat(new Ending("exit-code", Ending.NO_PROGRAM, 0).words())
                .isEqualTo("a command that comes before its program failed");
    }

    @Test
    void namesTheSettingThatALimitComesFrom() {
        assertThat(new Ending("timeout", 2, 15).words()).contains("TimeoutStartSec=");
        assertThat(new Ending("watchdog", 3, 6).words()).contains("WatchdogSec=");
        assertThat(new Ending("start-limit-hit", 1, 1).words()).contains("StartLimitBurst=");
    }

    @Test
    void repeatsAWordOfALaterSystemd() {
        assertThat(new Ending("bored", 1, 0).words()).isEqualTo("systemd calls it 'bored'");
    }
}
