package io.linklog.cli.importing.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void pausesDoubleUpToTheBoundAndStartAgainAfterProgress() {
        Backoff backoff = new Backoff(() -> 1.0);
        assertThat(backoff.next(Duration.ZERO)).isEqualTo(Duration.ofMillis(100));
        assertThat(backoff.next(Duration.ZERO)).isEqualTo(Duration.ofMillis(200));
        for (int i = 0; i < 100; i++) {
            backoff.next(Duration.ZERO);
        }
        assertThat(backoff.next(Duration.ZERO)).isEqualTo(Backoff.LONGEST);
        backoff.reset();
        assertThat(backoff.next(Duration.ZERO)).isEqualTo(Backoff.FIRST);
    }

    @Test
    void aPauseIsNeverShorterThanTheServiceAsks() {
        assertThat(new Backoff(() -> 0.5).next(Duration.ofSeconds(2))).isEqualTo(Duration.ofMillis(2_050));
    }
}
