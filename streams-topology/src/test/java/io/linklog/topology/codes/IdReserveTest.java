package io.linklog.topology.codes;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdReserveTest {

    private final AtomicLong clock = new AtomicLong(1);
    private final AtomicBoolean away = new AtomicBoolean();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final FlakyNumber number = new FlakyNumber(away::get, () -> false);
    private final IdReserve reserve =
            new IdReserve(new RangeLeaser(number), CodeSource.DEFAULT_RESERVE, metrics, clock::get, null);

    private long takeAll() {
        long taken = 0;
        for (IdRange range = reserve.take(100_000_000); range != null; range = reserve.take(100_000_000)) {
            taken += range.size();
        }
        return taken;
    }

    private void run(long perSecond, int seconds) throws InterruptedException {
        for (int i = 0; i < seconds; i++) {
            clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
            long left = perSecond;
            while (left > 0) {
                IdRange taken = reserve.take(left);
                assertThat(taken).isNotNull();
                left -= taken.size();
                reserve.refill();
            }
            reserve.refill();
        }
    }

    @Test
    void twoSmallSegmentsAreAtHandBeforeAnythingIsKnownOfTheRate() throws Exception {
        assertThat(reserve.take(1)).isNull();
        assertThat(reserve.refill()).isTrue();
        assertThat(reserve.remaining()).isEqualTo(2 * IdReserve.SMALLEST_SEGMENT);
        assertThat(reserve.secondsLeft()).isInfinite();
    }

    @Test
    void idsAreTakenInOrderAndNoneTwice() throws Exception {
        reserve.refill();
        long segment = IdReserve.SMALLEST_SEGMENT;
        long most = segment * 3 / 5;
        assertThat(reserve.take(most)).isEqualTo(new IdRange(0, most));
        assertThat(reserve.take(most)).isEqualTo(new IdRange(most, segment));
        assertThat(reserve.take(most)).isEqualTo(new IdRange(segment, segment + most));
    }

    @Test
    void underLoadTheReserveLastsTenMinutesOrMore() throws Exception {
        reserve.refill();
        run(1_000, 60);
        away.set(true);
        assertThat(reserve.secondsLeft()).isGreaterThanOrEqualTo(600);
        assertThat(takeAll()).isGreaterThanOrEqualTo(600_000);
        assertThat(reserve.take(1)).isNull();
    }

    @Test
    void segmentsNeverExceedTheLargest() throws Exception {
        reserve.refill();
        run(200_000, 30);
        assertThat(reserve.remaining()).isLessThanOrEqualTo(4 * IdReserve.LARGEST_SEGMENT);
    }

    @Test
    void idsThatTheLogHasAreDroppedWhenTheNumberWasBehindTheLog() throws Exception {
        reserve.refill();
        reserve.raise(1_000_000);
        reserve.refill();
        assertThat(reserve.take(1)).isEqualTo(new IdRange(1_000_001, 1_000_002));
        assertThat(reserve.lowest()).isEqualTo(1_000_001);
    }

    @Test
    void leasedIdsStayWhenAnotherProcessHasLeasedTheHighestIdOfTheLog() throws Exception {
        reserve.refill();
        long segments = 2 * IdReserve.SMALLEST_SEGMENT;
        number.become(Long.toString(10 * segments));
        reserve.raise(5 * segments);
        reserve.refill();
        assertThat(reserve.take(1)).isEqualTo(new IdRange(0, 1));
        assertThat(reserve.remaining()).isEqualTo(segments - 1);
    }

    @Test
    void skippedIdsAreNotGivenAwayWhileEtcdIsAway() throws Exception {
        reserve.refill();
        away.set(true);
        long half = IdReserve.SMALLEST_SEGMENT / 2;
        reserve.raise(half);
        reserve.skip(5);
        assertThat(reserve.take(1)).isEqualTo(new IdRange(half + 1, half + 2));
        assertThat(reserve.remaining()).isEqualTo(3 * half - 2);
    }

    @Test
    void lostNumberIsWrittenAgainAndNoIdIsDropped() throws Exception {
        reserve.refill();
        number.become(null);
        reserve.observe(number.get().get());
        away.set(true);
        assertThat(reserve.refill()).isFalse();
        away.set(false);
        assertThat(reserve.refill()).isTrue();
        assertThat(number.get().get().orElseThrow().value()).isEqualTo(Long.toString(2 * IdReserve.SMALLEST_SEGMENT));
        assertThat(reserve.remaining()).isEqualTo(2 * IdReserve.SMALLEST_SEGMENT);
    }

    @Test
    void failureIsCountedAndTheNextTrySucceeds() throws Exception {
        away.set(true);
        assertThat(reserve.refill()).isFalse();
        assertThat(reserve.refill()).isFalse();
        assertThat(metrics.counter("linklog.ids.lease.failures").count()).isEqualTo(2);
        away.set(false);
        assertThat(reserve.refill()).isTrue();
        assertThat(metrics.get("linklog.ids.remaining").gauge().value()).isEqualTo(2 * IdReserve.SMALLEST_SEGMENT);
    }
}
