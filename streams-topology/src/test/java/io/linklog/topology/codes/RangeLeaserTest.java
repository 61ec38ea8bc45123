package io.linklog.topology.codes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RangeLeaserTest {

    @Test
    void rangesFollowEachOther() throws Exception {
        RangeLeaser leaser = new RangeLeaser(FlakyNumber.thatLosesNothing());
        assertThat(leaser.lease(10)).isEqualTo(new IdRange(0, 10));
        assertThat(leaser.lease(5)).isEqualTo(new IdRange(10, 15));
    }

    @Test
    void lastRangeEndsWithTheIdsAndThenThereAreNone() throws Exception {
        FlakyNumber number = FlakyNumber.thatLosesNothing();
        number.compareAndSet(0, Long.toString(CodePermutation.SIZE - 3));
        RangeLeaser leaser = new RangeLeaser(number);
        assertThat(leaser.lease(10).size()).isEqualTo(3);
        assertThatThrownBy(() -> leaser.lease(10)).isInstanceOf(RangeLeaser.NoMoreIdsException.class);
    }

    @Test
    void rangeIsAboveEarlierOnesAlthoughTheNumberIsLost() throws Exception {
        FlakyNumber number = FlakyNumber.thatLosesNothing();
        RangeLeaser leaser = new RangeLeaser(number);
        leaser.lease(10);
        number.become(null);
        assertThat(leaser.lease(10)).isEqualTo(new IdRange(10, 20));
        number.become("3");
        assertThat(leaser.lease(10)).isEqualTo(new IdRange(20, 30));
    }

    @Test
    void numberBehindIsRaisedAndOneAheadStays() throws Exception {
        FlakyNumber number = FlakyNumber.thatLosesNothing();
        RangeLeaser leaser = new RangeLeaser(number);
        leaser.raise(1_000);
        assertThat(leaser.isBehind(number.get().get())).isTrue();
        assertThat(leaser.correct()).isZero();
        assertThat(number.get().get().orElseThrow().value()).isEqualTo("1000");
        number.become("2000");
        assertThat(leaser.isBehind(number.get().get())).isFalse();
        assertThat(leaser.correct()).isEqualTo(2_000);
        assertThat(number.get().get().orElseThrow().value()).isEqualTo("2000");
    }

    /** Concurrent leasers; answers get lost before and after the write; each leaser stops at some call. */
    @Property(tries = 60)
    void noTwoIdsAreEqualWhoeverIsStoppedAndWhateverIsLost(
            @ForAll Random random, @ForAll @IntRange(min = 2, max = 6) int leasers) throws Exception {
        Random shared = new Random(random.nextLong());
        FlakyNumber number = new FlakyNumber(() -> chance(shared), () -> chance(shared));
        Queue<IdRange> leased = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < leasers; i++) {
            int calls = 1 + random.nextInt(20);
            long seed = random.nextLong();
            Thread thread =
                    new Thread(() -> leaseUntilStopped(new RangeLeaser(number), calls, new Random(seed), leased));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        List<IdRange> inOrder = new ArrayList<>(leased);
        inOrder.sort(Comparator.comparingLong(IdRange::from));
        for (int i = 1; i < inOrder.size(); i++) {
            assertThat(inOrder.get(i).from())
                    .as("%s follows %s", inOrder.get(i), inOrder.get(i - 1))
                    .isGreaterThanOrEqualTo(inOrder.get(i - 1).to());
        }
    }

    private static void leaseUntilStopped(RangeLeaser leaser, int calls, Random random, Queue<IdRange> leased) {
        for (int i = 0; i < calls; i++) {
            try {
                leased.add(leaser.lease(1 + random.nextInt(1_000)));
            } catch (ExecutionException e) {
                // an answer was lost: there may be a gap; the next attempt follows
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static boolean chance(Random random) {
        return random.nextInt(10) == 0;
    }
}
