package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void doubles_up_to_its_bound_and_begins_anew_after_progress() {
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
    void is_never_shorter_than_the_service_asked_for() {
        assertThat(new Backoff(() -> 0.5).next(Duration.ofSeconds(2))).isEqualTo(Duration.ofMillis(2_050));
    }
}
