package io.linklog.projector.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.cassandra.ProjectedFeed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WriteWindowTest {

    private static final Duration NONE = Duration.ZERO;
    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);

    private final List<CompletableFuture<Void>> attempts = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    private static WriteWindow window(int limit) {
        return new WriteWindow("The store", limit, new FeedMeters(new SimpleMeterRegistry(), ProjectedFeed.LINKS));
    }

    private WriteWindow.Task task(TopicPartition source, String name) {
        return new WriteWindow.Task(
                source,
                () -> {
                    CompletableFuture<Void> attempt = new CompletableFuture<>();
                    attempts.add(attempt);
                    return attempt;
                },
                () -> done.add(name));
    }

    @Test
    void keepsTheLimitOfWritesInFlight() throws Exception {
        WriteWindow window = window(2);
        for (int i = 0; i < 5; i++) {
            window.add(task(A, "w" + i));
        }
        assertThat(window.advance(NONE)).isFalse();
        assertThat(attempts).hasSize(2);
        attempts.get(0).complete(null);
        window.advance(NONE);
        window.advance(NONE);
        assertThat(attempts).hasSize(3);
        for (int i = 1; i < 5; i++) {
            attempts.get(i).complete(null);
            window.advance(NONE);
            window.advance(NONE);
        }
        assertThat(window.advance(NONE)).isTrue();
        assertThat(done).hasSize(5);
    }

    @Test
    void aFollowerStartsAfterItsPredecessorHasSucceeded() throws Exception {
        WriteWindow window = window(10);
        WriteWindow.Task first = task(A, "first");
        window.add(first);
        window.addAfter(first, task(A, "second"));
        window.advance(NONE);
        assertThat(attempts).hasSize(1);
        attempts.get(0).completeExceptionally(new IllegalStateException("away"));
        window.advance(NONE);
        assertThat(window.problem()).isPresent();
        while (attempts.size() < 2) {
            window.advance(Duration.ofMillis(200));
        }
        assertThat(done).isEmpty();
        attempts.get(1).complete(null); // the retry of the first write
        window.advance(NONE);
        window.advance(NONE);
        attempts.get(2).complete(null);
        window.advance(NONE);
        assertThat(window.advance(NONE)).isTrue();
        assertThat(done).containsExactly("first", "second");
        assertThat(window.problem()).isEmpty();
    }

    @Test
    void afterAFailureOneWriteIsTriedFirst() throws Exception {
        WriteWindow window = window(10);
        for (int i = 0; i < 10; i++) {
            window.add(task(A, "w" + i));
        }
        window.advance(NONE);
        attempts.forEach(attempt -> attempt.completeExceptionally(new IllegalStateException("away")));
        window.advance(NONE);
        while (attempts.size() == 10) {
            window.advance(Duration.ofMillis(200));
        }
        assertThat(attempts).hasSize(11);
        attempts.get(10).complete(null);
        window.advance(NONE);
        window.advance(NONE);
        assertThat(attempts).as("two after one success").hasSize(13);
    }

    @Test
    void aDroppedWriteIsNeitherStartedNorAwaited() throws Exception {
        WriteWindow window = window(1);
        window.add(task(A, "in flight"));
        window.advance(NONE);
        WriteWindow.Task dropped = task(A, "dropped");
        window.add(dropped);
        window.addAfter(dropped, task(A, "its follower"));
        window.add(task(B, "of another partition"));
        window.add(task(null, "of several"));
        window.drop(List.of(A));
        while (done.size() < 3) {
            attempts.get(attempts.size() - 1).complete(null);
            window.advance(NONE);
        }
        assertThat(window.advance(NONE)).isTrue();
        assertThat(done).containsExactly("in flight", "of another partition", "of several");
    }

    @Property(tries = 30)
    void everyWriteSucceedsOnceOnAnyThread(
            @ForAll @IntRange(min = 1, max = 64) int limit, @ForAll @IntRange(min = 0, max = 500) int writes)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            AtomicInteger inFlight = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            AtomicInteger succeeded = new AtomicInteger();
            WriteWindow window = window(limit);
            WriteWindow.Task previous = null;
            for (int i = 0; i < writes; i++) {
                WriteWindow.Task task = new WriteWindow.Task(
                        A,
                        () -> {
                            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                            return CompletableFuture.runAsync(inFlight::decrementAndGet, threads);
                        },
                        succeeded::incrementAndGet);
                if (i % 5 == 4) {
                    window.addAfter(previous, task);
                } else {
                    window.add(task);
                }
                previous = task;
            }
            while (!window.advance(Duration.ofMillis(100))) {
                Thread.onSpinWait();
            }
            assertThat(succeeded).hasValue(writes);
            assertThat(most.get()).isLessThanOrEqualTo(limit);
        } finally {
            threads.shutdownNow();
        }
    }
}
