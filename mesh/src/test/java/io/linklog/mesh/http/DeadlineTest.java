package io.linklog.mesh.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.balance.FakeNanos;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {

    private final FakeNanos clock = new FakeNanos();

    @Property(tries = 200)
    void theNextHopGetsWhatIsLeftRoundedDown(
            @ForAll @LongRange(max = 999_999_999) long millis, @ForAll @LongRange(max = 2_000_000_000L) long nanos) {
        FakeNanos time = new FakeNanos();
        Deadline here = Deadline.fromHeader(Long.toString(millis), time).orElseThrow();
        time.advance(Duration.ofNanos(nanos));
        long expected = Math.max(0, (millis * 1_000_000 - nanos) / 1_000_000);
        assertThat(here.headerValue()).isEqualTo(Long.toString(expected));
        assertThat(here.hasPassed()).isEqualTo(expected == 0);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "-1", "+5", "1.5", "5s", " 5", "1000000000", "99999999999999999999", "٣"})
    void whatIsNoDeadlineIsNone(String header) {
        assertThat(Deadline.fromHeader(header, clock)).isEmpty();
    }

    @Test
    void theEarlierOfTwoCounts() {
        Deadline deadline = Deadline.after(Duration.ofSeconds(2), clock);
        assertThat(deadline.atMost(Duration.ofSeconds(1)).millisLeft()).isEqualTo(1_000);
        assertThat(deadline.atMost(Duration.ofSeconds(3)).millisLeft()).isEqualTo(2_000);
    }
}
