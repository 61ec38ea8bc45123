package io.linklog.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void unansweredRequestsHaveNoLatency() {
        Latencies latencies = new Latencies(3);
        latencies.record(2, 5_000_000);
        assertThat(latencies.countAnswered()).isEqualTo(1);
        assertThat(latencies.millis().median()).isEqualTo(5);
    }
}
