package io.linklog.query.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogFenceTest {

    private final List<CompletableFuture<long[]>> samples = new ArrayList<>();
    private final AtomicLong nanoTime = new AtomicLong();
    private final LogFence fence = fence(Duration.ofHours(1));

    @Test
    void passesOnceEverythingBelowTheSampledEndWasRead() {
        var passage = fence.ask(1);
        samples.get(0).complete(new long[] {100, 5});
        fence.advance(1, 4);
        assertThat(passage).isNotDone();
        fence.advance(1, 5);
        assertThat(passage).isCompletedWithValue(LogFence.Passage.PASSED);
    }

    @Test
    void passesAtOnceWhenTheEndWasReadBefore() {
        fence.advance(0, 100);
        var passage = fence.ask(0);
        samples.get(0).complete(new long[] {100, 5});
        assertThat(passage).isCompletedWithValue(LogFence.Passage.PASSED);
    }

    @Test
    void concurrentCallsShareOneSampleThatBeginsAfterThem() {
        var first = fence.ask(0);
        var second = fence.ask(0);
        var third = fence.ask(0);
        assertThat(samples).hasSize(1);
        samples.get(0).complete(new long[] {0, 0});
        assertThat(first).isDone();
        assertThat(second)
                .as("the running sample may have been taken before the call")
                .isNotDone();
        assertThat(samples).hasSize(2);
        samples.get(1).complete(new long[] {0, 0});
        assertThat(second).isDone();
        assertThat(third).isDone();
        assertThat(samples).hasSize(2);
    }

    @Test
    void reportsBehindWhenReadingTakesTooLong() {
        LogFence impatient = fence(Duration.ofMillis(1));
        var passage = impatient.ask(0);
        samples.get(0).complete(new long[] {7, 0});
        assertThat(passage.join()).isEqualTo(LogFence.Passage.BEHIND);
    }

    @Test
    void callsFailAtOnceRightAfterKafkaDidNotAnswer() {
        var passage = fence.ask(0);
        samples.get(0).completeExceptionally(new IllegalStateException("away"));
        assertThat(passage).isCompletedWithValue(LogFence.Passage.KAFKA_AWAY);
        assertThat(fence.ask(0)).isCompletedWithValue(LogFence.Passage.KAFKA_AWAY);
        assertThat(samples).hasSize(1);

        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        var later = fence.ask(0);
        samples.get(1).complete(new long[] {0, 0});
        assertThat(later).isCompletedWithValue(LogFence.Passage.PASSED);
    }

    private LogFence fence(Duration wait) {
        return new LogFence(
                2,
                () -> {
                    CompletableFuture<long[]> sample = new CompletableFuture<>();
                    samples.add(sample);
                    return sample;
                },
                wait,
                nanoTime::get);
    }
}
