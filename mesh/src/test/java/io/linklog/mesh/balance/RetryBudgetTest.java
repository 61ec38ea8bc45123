package io.linklog.mesh.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private final FakeNanos clock = new FakeNanos();
    private final RetryBudget budget = new RetryBudget(clock);

    @Test
    void whenEveryRequestFailsAFifthIsAddedNotMore() {
        int retries = 0;
        for (int i = 0; i < 100_000; i++) {
            clock.advance(Duration.ofMillis(1));
            budget.addRequest();
            while (budget.tryRetry()) {
                retries++;
            }
        }
        // 20 %, 10 for each of 100 seconds, and the 10 of the start
        assertThat(retries).isBetween(20_000, 21_010);
    }

    @Test
    void aRareCallerMayRetryAll() {
        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofSeconds(1));
            budget.addRequest();
            assertThat(budget.tryRetry()).isTrue();
        }
    }

    @Property(tries = 100)
    void whateverHappensItStaysWithinItsRate(
            @ForAll @Size(max = 50) List<@IntRange(min = 0, max = 5_000) Integer> pauses,
            @ForAll @IntRange(min = 0, max = 300) int requestsEach) {
        FakeNanos time = new FakeNanos();
        RetryBudget any = new RetryBudget(time);
        long retries = 0;
        long millis = 0;
        for (int pause : pauses) {
            time.advance(Duration.ofMillis(pause));
            millis += pause;
            for (int i = 0; i < requestsEach; i++) {
                any.addRequest();
            }
            int burst = 0;
            while (any.tryRetry()) {
                burst++;
            }
            assertThat(burst).isLessThanOrEqualTo(100);
            retries += burst;
        }
        assertThat((double) retries)
                .isLessThanOrEqualTo(10 + 0.2 * requestsEach * pauses.size() + millis / 100.0 + 1e-6);
    }
}
