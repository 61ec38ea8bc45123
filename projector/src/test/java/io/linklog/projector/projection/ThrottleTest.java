package io.linklog.projector.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private final AtomicLong clock = new AtomicLong(1_000);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void keepsTheRateWhenTheWorkTakesTime() {
        Throttle throttle = new Throttle(1_000, clock::get);
        long begin = clock.get();
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMillis(7));
            throttle.await(50, this::pass);
        }
        assertThat(clock.get() - begin).isEqualTo(Duration.ofSeconds(5).toNanos());
    }

    @Test
    void waitsInShortSteps() {
        Throttle throttle = new Throttle(10, clock::get);
        throttle.await(100, time -> {
            assertThat(time).isLessThanOrEqualTo(Duration.ofSeconds(1));
            pass(time);
        });
        assertThat(clock.get() - 1_000).isEqualTo(Duration.ofSeconds(10).toNanos());
    }

    @Test
    void withoutALimitItDoesNotWait() {
        new Throttle(0, clock::get).await(1_000_000, time -> {
            throw new AssertionError("waited");
        });
    }
}
