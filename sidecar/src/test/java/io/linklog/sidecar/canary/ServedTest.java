package io.linklog.sidecar.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.linklog.kit.http.ServedRequests;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parses the text that a service exports. */
class ServedTest {

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @BeforeEach
    void export() {
        new ServedRequests(meters);
    }

    @Test
    void requestsAndErrorsAreCountedOverAllStatusClasses() {
        record("3xx", 97, Duration.ofNanos(200_000));
        record("4xx", 1, Duration.ofNanos(200_000));
        record("5xx", 2, Duration.ofNanos(200_000));
        Served served = Served.parse(meters.scrape());
        assertThat(served.requests()).isEqualTo(100);
        assertThat(served.errors()).isEqualTo(2);
    }

    @Test
    void thePercentileIsAccurateToAThirdEvenBelowAMillisecond() {
        for (long micros : new long[] {60, 250, 900, 4_200, 33_000, 2_500_000}) {
            PrometheusMeterRegistry one = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            new ServedRequests(one);
            one.get(ServedRequests.NAME).tag("status", "3xx").timer().record(Duration.ofNanos(micros * 1_000));
            assertThat(Served.parse(one.scrape()).figures().p99Millis()).isCloseTo(micros / 1e3, within(micros / 3e3));
        }
    }

    @Test
    void oneSlowRequestOfFiftyIsTheP99AndOneOfTwoHundredIsNot() {
        record("3xx", 49, Duration.ofMillis(1));
        record("3xx", 1, Duration.ofMillis(400));
        assertThat(Served.parse(meters.scrape()).figures().p99Millis()).isGreaterThan(200);
        record("3xx", 150, Duration.ofMillis(1));
        assertThat(Served.parse(meters.scrape()).figures().p99Millis()).isLessThan(2);
    }

    @Test
    void onlyRequestsSinceTheEarlierReadingCount() {
        record("5xx", 50, Duration.ofSeconds(1));
        Served before = Served.parse(meters.scrape());
        record("3xx", 10, Duration.ofMillis(2));
        Served since = Served.parse(meters.scrape()).since(before);
        assertThat(since.requests()).isEqualTo(10);
        assertThat(since.errors()).isZero();
        assertThat(since.figures().p99Millis()).isBetween(1.5, 2.0);
        assertThat(since.plus(since).requests()).isEqualTo(20);
    }

    @Test
    void withoutRequestsThePercentileIsZero() {
        assertThat(Served.parse(meters.scrape()).figures().p99Millis()).isZero();
        assertThat(Served.NOTHING.figures().p99Millis()).isZero();
    }

    @Test
    void aVersionWithoutTheMeterDiffersFromOneWithoutRequests() {
        assertThatThrownBy(() -> Served.parse("jvm_memory_used_bytes 5\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not export");
        assertThatThrownBy(() -> Served.parse("linklog_http_requests_seconds_count{status=\"3xx\"} many\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void record(String status, int times, Duration took) {
        for (int i = 0; i < times; i++) {
            meters.get(ServedRequests.NAME).tag("status", status).timer().record(took);
        }
    }
}
