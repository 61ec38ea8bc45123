package io.linklog.kit.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.ratelimit.Taken.Policy;
import io.linklog.mesh.keys.RateLimit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientLimitTest {

    private static final Policy POLICY = new Policy("tests", "One client may make %d tests");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger instances = new AtomicInteger(1);
    private final ClientLimit limit =
            new ClientLimit(POLICY, RateLimit.parse("4/m"), instances::get, meters, nanos::get);

    private int granted(String client) {
        int granted = 0;
        while (granted < 100 && limit.count(client).isEmpty()) {
            granted++;
        }
        return granted;
    }

    @Test
    void eachClientHasALimitOfItsOwnWhichFillsAgain() {
        assertThat(granted("key a")).isEqualTo(4);
        assertThat(granted("key b")).isEqualTo(4);
        nanos.addAndGet(60_000_000_000L);
        assertThat(granted("key a")).isEqualTo(4);
        assertThat(meters.counter("linklog.limits.refused", "limit", "tests").count())
                .isEqualTo(3);
    }

    @Test
    void theInstancesDivideTheLimit() {
        instances.set(2);
        assertThat(granted("key a")).isEqualTo(2);
    }

    @Test
    void aRefusalSaysWhenToTryAgain() {
        granted("key a");
        Taken refusal = limit.count("key a").orElseThrow();
        assertThat(refusal.retryAfter()).isEqualTo(15);
        assertThat(refusal.problem().status()).isEqualTo(429);
    }

    @Test
    void theMachineItselfHasNoLimit() {
        assertThat(granted(ClientPlaces.UNLIMITED)).isEqualTo(100);
    }
}
