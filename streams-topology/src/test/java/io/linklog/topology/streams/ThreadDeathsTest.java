package io.linklog.topology.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.process.Health;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThreadDeathsTest {

    private final Health health = new Health();
    private final AtomicLong clock = new AtomicLong();
    private final ThreadDeaths deaths = new ThreadDeaths(health, clock::get);

    @Test
    void threadIsReplacedUntilItDiesTooOftenThenTheProcessEnds() {
        for (int i = 0; i < ThreadDeaths.MOST; i++) {
            assertThat(deaths.handle(new IllegalStateException("a bug"))).isEqualTo(REPLACE_THREAD);
        }
        assertThat(health.deaths()).isEmpty();
        assertThat(deaths.handle(new IllegalStateException("a bug"))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(health.deaths()).hasSize(1);
    }

    @Test
    void deathsLongAgoAreForgiven() {
        for (int i = 0; i < 3 * ThreadDeaths.MOST; i++) {
            clock.addAndGet(ThreadDeaths.PERIOD.toNanos() / 3);
            assertThat(deaths.handle(new IllegalStateException("now and then"))).isEqualTo(REPLACE_THREAD);
        }
    }
}
