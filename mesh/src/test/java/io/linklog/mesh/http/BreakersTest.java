package io.linklog.mesh.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.linklog.mesh.balance.FakeNanos;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BreakersTest {

    private final FakeNanos clock = new FakeNanos();
    private final Set<String> names = new HashSet<>();
    private final Breakers breakers = new Breakers(new NanoClock(clock), (name, breaker) -> names.add(name));
    private final CircuitBreaker breaker = breakers.of("op");

    @Test
    void opensAtHalfOf20CallsAndNotBefore() {
        calls(10, true);
        calls(9, false);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
        calls(1, false);
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
    }

    @Test
    void forgetsWhatIsOlderThan10Seconds() {
        calls(19, false);
        clock.advance(Duration.ofSeconds(11));
        calls(19, true);
        calls(1, false);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void after5SecondsFiveCallsDecide() {
        calls(20, false);
        clock.advance(Duration.ofMillis(4_900));
        assertThat(breaker.tryAcquirePermission()).isFalse();
        clock.advance(Duration.ofMillis(200));
        calls(4, true);
        assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
        calls(1, true);
        assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    }

    @Test
    void aHalfOpenBreakerLetsFiveThroughAndNoMore() {
        calls(20, false);
        clock.advance(Duration.ofMillis(5_100));
        for (int i = 0; i < 5; i++) {
            assertThat(breaker.tryAcquirePermission()).isTrue();
        }
        assertThat(breaker.tryAcquirePermission()).isFalse();
    }

    @Test
    void operationsAreSeparateUntilThereAreTooMany() {
        calls(20, false);
        assertThat(breakers.of("another").getState()).isEqualTo(State.CLOSED);
        for (int i = 0; i < 1_000; i++) {
            breakers.of("op-" + i);
        }
        assertThat(names).hasSize(Breakers.MAX_OPERATIONS + 1).contains(Breakers.OTHERS);
        assertThat(breakers.of("op-999")).isSameAs(breakers.of("op-998"));
    }

    private void calls(int count, boolean success) {
        for (int i = 0; i < count; i++) {
            assertThat(breaker.tryAcquirePermission()).isTrue();
            if (success) {
                breaker.onSuccess(1, TimeUnit.MILLISECONDS);
            } else {
                breaker.onError(1, TimeUnit.MILLISECONDS, new IllegalStateException());
            }
        }
    }
}
