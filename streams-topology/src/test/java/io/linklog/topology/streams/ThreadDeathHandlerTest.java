package io.linklog.topology.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.process.Health;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThreadDeathHandlerTest {

    private final Health health = new Health();
    private final AtomicLong clock = new AtomicLong();
    private final ThreadDeathHandler deaths = new ThreadDeathHandler(health, clock::get);

    @Test
    void threadIsReplacedUntilItDiesTooOftenThenTheProcessEnds() {
        for (int i = 0; i < ThreadDeathHandler.MOST; i++) {
            assertThat(deaths.handle(new IllegalStateException("a bug"))).isEqualTo(REPLACE_THREAD);
        }
        assertThat(health.deaths()).isEmpty();
        assertThat(deaths.handle(new IllegalStateException("a bug"))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(health.deaths()).hasSize(1);
    }

    @Test
    void deathsLongAgoAreForgiven() {
        for (int i = 0; i < 3 * ThreadDeathHandler.MOST; i++) {
            clock.addAndGet(ThreadDeathHandler.PERIOD.toNanos() / 3);
            assertThat(deaths.handle(new IllegalStateException("now and then"))).isEqualTo(REPLACE_THREAD);
        }
    }
}
