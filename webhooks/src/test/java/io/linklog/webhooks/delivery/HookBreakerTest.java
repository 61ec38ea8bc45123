package io.linklog.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.webhooks.call.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HookBreakerTest {

    private static final DeliverySettings SETTINGS = DeliverySettings.standard();

    private final HookBreaker breaker = new HookBreaker(SETTINGS);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.recordFailure(0, false);
        }
    }

    @Test
    void opensAfterConsecutiveFailures() {
        fail(SETTINGS.failuresInRow() - 1);
        assertThat(breaker.isOpen()).isFalse();
        breaker.recordSuccess();
        fail(SETTINGS.failuresInRow() - 1);
        assertThat(breaker.isOpen()).isFalse();
        fail(1);
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.allowsDeadLetter(0)).isFalse();
    }

    @Test
    void opensInsteadOfWritingManyConsecutiveDeadLetters() {
        for (int i = 0; i < SETTINGS.deadInRow(); i++) {
            assertThat(breaker.allowsDeadLetter(0)).isTrue();
            breaker.recordDeadLetter();
        }
        assertThat(breaker.allowsDeadLetter(0)).isFalse();
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void pausesBetweenProbesGrowWithFailedProbes() {
        fail(SETTINGS.failuresInRow());
        assertThat(breaker.probeAt()).isEqualTo(Duration.ofSeconds(5).toNanos());
        breaker.recordFailure(7, false); // was in flight when the breaker opened
        assertThat(breaker.probeAt()).isEqualTo(Duration.ofSeconds(5).toNanos());
        breaker.recordFailure(0, true);
        assertThat(breaker.probeAt()).isEqualTo(Duration.ofSeconds(10).toNanos());
        for (int i = 0; i < 100; i++) {
            breaker.recordFailure(0, true);
        }
        assertThat(breaker.probeAt()).isEqualTo(Duration.ofMinutes(5).toNanos());
        assertThat(breaker.recordSuccess()).isTrue();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.recordSuccess()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "200, DELIVERED",
        "204, DELIVERED",
        "299, DELIVERED",
        "301, REFUSED",
        "400, REFUSED",
        "401, REFUSED",
        "404, REFUSED",
        "422, REFUSED",
        "410, GONE",
        "408, AGAIN",
        "425, AGAIN",
        "429, AGAIN",
        "500, AGAIN",
        "503, AGAIN",
        "599, AGAIN"
    })
    void classifiesAnswersByStatus(int status, Verdict verdict) {
        assertThat(Verdict.of(status)).isEqualTo(verdict);
    }
}
