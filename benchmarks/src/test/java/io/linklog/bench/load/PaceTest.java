package io.linklog.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void requestsAreDueAtEvenIntervalsEvenWhenTheCallerIsLate() {
        Pace pace = Pace.of(10_000);
        long first = pace.await(0);
        pace.await(50); // later than the due times of all requests before
        assertThat(pace.await(10) - first).isEqualTo(1_000_000);
        assertThat(System.nanoTime()).isGreaterThanOrEqualTo(pace.await(50));
    }
}
