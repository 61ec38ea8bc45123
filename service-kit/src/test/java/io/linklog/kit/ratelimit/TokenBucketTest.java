package io.linklog.kit.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.keys.RateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000;

    @Property(tries = 200)
    void inNoSpanDoAllInstancesTogetherGrantMoreThanTheLimit(
            @ForAll @IntRange(min = 1, max = 500) int calls,
            @ForAll boolean minute,
            @ForAll @IntRange(min = 1, max = 12) int instances,
            @ForAll @LongRange(min = Long.MIN_VALUE, max = Long.MAX_VALUE) long start,
            @ForAll long seed) {
        RateLimit limit = new RateLimit(calls, minute ? 60 : 1);
        Share share = Share.of(limit, instances);
        List<TokenBucket> buckets = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            buckets.add(new TokenBucket(start));
        }
        Random random = new Random(seed);
        long step = Math.max(1, limit.seconds() * SECOND / calls); // calls arrive faster than the limit allows
        long passed = 0;
        List<Long> granted = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            passed += random.nextLong(step);
            if (buckets.get(random.nextInt(instances)).take(share, start + passed) == 0) {
                granted.add(passed);
            }
        }
        double perNano = calls / (limit.seconds() * (double) SECOND);
        int burst = Math.max(calls, instances); // each instance grants one call at least
        // calls granted from one to another: number - time x rate of the later, less the same of the earlier
        double least = 0;
        for (int i = 0; i < granted.size(); i++) {
            double ahead = i - granted.get(i) * perNano;
            least = Math.min(least, ahead);
            assertThat(ahead + 1 - least).isLessThanOrEqualTo(burst + 1e-6);
        }
    }

    @Property(tries = 300)
    void whoKeepsToTheLimitIsNeverRefused(
            @ForAll @IntRange(min = 1, max = 1_000_000) int calls, @ForAll boolean minute, @ForAll long start) {
        Share share = Share.of(new RateLimit(calls, minute ? 60 : 1), 1);
        TokenBucket bucket = new TokenBucket(start);
        for (int i = 0; i < 1_000; i++) {
            assertThat(bucket.take(share, start + i * share.interval())).isZero();
        }
    }

    @Property(tries = 300)
    void afterTheWaitOfARefusalThereIsAToken(
            @ForAll @IntRange(min = 1, max = 1_000) int calls, @ForAll @IntRange(min = 1, max = 5) int instances) {
        Share share = Share.of(new RateLimit(calls, 60), instances);
        TokenBucket bucket = new TokenBucket(0);
        long wait = 0;
        while (wait == 0) {
            wait = bucket.take(share, 0);
        }
        assertThat(bucket.untilNext(share, 0)).isEqualTo(wait);
        assertThat(bucket.take(share, wait - 1)).isPositive();
        assertThat(bucket.untilNext(share, wait)).isZero();
        assertThat(bucket.take(share, wait)).isZero();
    }

    @Test
    void aBucketKeepsItsDebtWhenTheNumberOfInstancesChanges() {
        RateLimit limit = new RateLimit(60, 60);
        TokenBucket bucket = new TokenBucket(0);
        for (int i = 0; i < 60; i++) {
            assertThat(bucket.take(Share.of(limit, 1), 0)).isZero();
        }
        assertThat(bucket.take(Share.of(limit, 3), 0)).isPositive();
        assertThat(bucket.left(Share.of(limit, 3), 30 * SECOND)).isEqualTo(10);
        assertThat(bucket.left(Share.of(limit, 1), 60 * SECOND)).isEqualTo(60);
        assertThat(bucket.untilFull(90 * SECOND)).isZero();
    }

    @Test
    void threadsTogetherTakeNoMoreThanThereIs() throws Exception {
        Share share = Share.of(new RateLimit(1_000, 60), 1);
        TokenBucket bucket = new TokenBucket(0);
        AtomicInteger granted = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int call = 0; call < 1_000; call++) {
                    granted.addAndGet(bucket.take(share, 0) == 0 ? 1 : 0);
                }
            });
            thread.start();
            threads.add(thread);
        }
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(granted).hasValue(1_000);
    }
}
