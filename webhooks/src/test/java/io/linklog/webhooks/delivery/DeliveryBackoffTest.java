package io.linklog.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryBackoffTest {

    private static DeliveryBackoff backoff(double share) {
        return new DeliveryBackoff(
                DeliverySettings.standard(), () -> share, () -> Instant.parse("2026-01-31T12:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "6, 32", "7, 60", "1000000, 60"})
    void doublesUpToTheLongestPause(int failed, int seconds) {
        assertThat(backoff(1).pauseAfter(failed, null)).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(backoff(0.5).pauseAfter(failed, null)).isEqualTo(Duration.ofMillis(seconds * 500L));
        assertThat(backoff(0).pauseAfter(failed, null)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "30, 30",
        "' 30 ', 30",
        "999999999, 300",
        "99999999999999999999, 0",
        "'Sat, 31 Jan 2026 12:00:10 GMT', 10",
        "'Sat, 31 Jan 2026 13:00:00 GMT', 300",
        "'Sat, 31 Jan 2026 11:00:00 GMT', 0"
    })
    void waitsAsLongAsTheEndpointAsksUpToALimit(String retryAfter, int seconds) {
        assertThat(backoff(0).pauseAfter(1, retryAfter)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5"})
    void ignoresARetryAfterThatIsNotATime(String retryAfter) {
        assertThat(backoff(1).pauseAfter(1, retryAfter)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void waitsAtLeastTheDrawnPause() {
        assertThat(backoff(1).pauseAfter(5, "1")).isEqualTo(Duration.ofSeconds(16));
    }
}
