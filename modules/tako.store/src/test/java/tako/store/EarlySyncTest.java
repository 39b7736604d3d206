package tako.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EarlySyncTest {
    private final AtomicInteger syncs = new AtomicInteger();

    @Test
    void beginsWhenThereIsEnoughToDo() throws Exception {
        try (EarlySync early = new EarlySync(syncs::incrementAndGet)) {
            early.reached(EarlySync.INTERVAL - 1);
            early.await();
            assertThat(syncs).hasValue(0);

            early.reached(EarlySync.INTERVAL);
            early.await();
            early.reached(EarlySync.INTERVAL + 1);
            early.await();
            assertThat(syncs).hasValue(1);

            early.reached(2 * EarlySync.INTERVAL);
            early.await();
            assertThat(syncs).hasValue(2);
        }
    }

    @Test
    void keepsAFaultUntilItIsAskedFor() throws Exception {
        IOException fault = new IOException("Input/output error");
        try (EarlySync early = new EarlySync(() -> {
            throw fault;
        })) {
            early.reached(EarlySync.INTERVAL);
            assertThatThrownBy(early::await).isSameAs(fault);
            assertThatThrownBy(() -> early.reached(2 * EarlySync.INTERVAL)).isSameAs(fault);
        }
    }
}
