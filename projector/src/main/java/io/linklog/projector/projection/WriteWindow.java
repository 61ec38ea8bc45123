package io.linklog.projector.projection;

import io.linklog.mesh.async.Causes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes writes until all have succeeded, with a bounded number in flight. A failed write is retried after a pause,
 * which doubles as long as writes fail. After a failure the window shrinks to one write and grows by one with each
 * success, to protect a store that is starting. Writes must be idempotent.
 *
 * <p>Confined to one thread, which works in {@link #advance}. The threads on which writes complete only queue the
 * result and wake that thread when enough results are there.
 */
public final class WriteWindow {

    private static final Logger LOG = LoggerFactory.getLogger(WriteWindow.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Starts one attempt. Must not block. */
    @FunctionalInterface
    public interface Write {
        CompletionStage<?> start();
    }

    /** A write to execute. */
    public static final class Task {
        private final @Nullable TopicPartition source;
        private final Write write;
        private final Runnable whenDone;
        private @Nullable Task follower;
        private boolean done;
        private long startedNanos;
        private volatile @Nullable Throwable failure;

        /**
         * @param source the partition of the record; null if the write has records of several partitions
         * @param whenDone runs on the window's thread after the write has succeeded
         */
        public Task(@Nullable TopicPartition source, Write write, Runnable whenDone) {
            this.source = source;
            this.write = write;
            this.whenDone = whenDone;
        }
    }

    private final String target;
    private final int limit;
    private final FeedMeters meters;
    private final ArrayDeque<Task> ready = new ArrayDeque<>();
    private int followers;
    private int inFlight;
    private int window;
    private long pauseNanos = FIRST_PAUSE.toNanos();
    private long notBeforeNanos = System.nanoTime();
    private long failedNanos = notBeforeNanos;

    private final Queue<Task> completed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger completions = new AtomicInteger();
    private volatile int wakeAt = 1;
    private volatile @Nullable Thread waiting;
    private volatile @Nullable Throwable problem;

    WriteWindow(String target, int limit, FeedMeters meters) {
        this.target = target;
        this.limit = limit;
        this.window = limit;
        this.meters = meters;
    }

    /** Adds a write. */
    public void add(Task task) {
        ready.add(task);
    }

    /** Adds a write that must start after another one has succeeded. A write has at most one follower. */
    public void addAfter(Task earlier, Task task) {
        if (earlier.done) {
            ready.add(task);
        } else {
            earlier.follower = task;
            followers++;
        }
    }

    /** Drops the writes of these partitions that are not in flight. */
    void drop(Collection<TopicPartition> partitions) {
        ready.removeIf(task -> {
            boolean dropped = task.source != null && partitions.contains(task.source);
            // followers have the same key and so come from the same partition
            for (Task next = task.follower; dropped && next != null; next = next.follower) {
                followers--;
            }
            return dropped;
        });
    }

    /** Why writes are being retried; empty if none is. From any thread. */
    Optional<Throwable> problem() {
        return Optional.ofNullable(problem);
    }

    /**
     * Starts writes and processes results.
     *
     * @param longestWait how long to wait for a result
     * @return whether all writes have succeeded
     */
    boolean advance(Duration longestWait) throws InterruptedException {
        processResults();
        long now = System.nanoTime();
        if (now - notBeforeNanos >= 0) {
            while (inFlight < window && !ready.isEmpty()) {
                start(ready.remove());
            }
        }
        if (inFlight > 0) {
            // wait for half of the results, so that this thread wakes rarely and the store is never idle; for all of
            // them if there is nothing more to start
            int enough = ready.isEmpty() && followers == 0 ? inFlight : Math.max(1, inFlight / 2);
            awaitCompletions(followers > 0 ? 1 : enough, longestWait.toNanos());
            processResults();
        } else if (!ready.isEmpty()) {
            LockSupport.parkNanos(this, Math.min(longestWait.toNanos(), notBeforeNanos - now));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return inFlight == 0 && ready.isEmpty();
    }

    private void start(Task task) {
        inFlight++;
        task.startedNanos = System.nanoTime();
        task.failure = null;
        try {
            task.write.start().whenComplete((result, failure) -> complete(task, failure));
        } catch (RuntimeException e) {
            complete(task, e);
        }
    }

    // on any thread
    private void complete(Task task, @Nullable Throwable failure) {
        task.failure = failure;
        completed.add(task);
        if (completions.incrementAndGet() >= wakeAt) {
            LockSupport.unpark(waiting);
        }
    }

    private void awaitCompletions(int enough, long longestNanos) {
        long deadline = System.nanoTime() + longestNanos;
        waiting = Thread.currentThread();
        wakeAt = enough;
        while (completions.get() < enough && !Thread.currentThread().isInterrupted()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            LockSupport.parkNanos(this, left);
        }
        waiting = null;
    }

    private void processResults() {
        for (Task task = completed.poll(); task != null; task = completed.poll()) {
            completions.decrementAndGet();
            inFlight--;
            Throwable failure = task.failure;
            if (failure != null) {
                fail(task, failure);
            } else {
                succeed(task);
            }
        }
    }

    private void succeed(Task task) {
        task.done = true;
        meters.recordWrite(System.nanoTime() - task.startedNanos);
        window = Math.min(limit, window + 1);
        if (problem != null && task.startedNanos - failedNanos > 0) {
            LOG.info("{} accepts writes again", target);
            problem = null;
            pauseNanos = FIRST_PAUSE.toNanos();
        }
        if (task.follower != null) {
            ready.addFirst(task.follower);
            followers--;
        }
        task.whenDone.run();
    }

    private void fail(Task task, Throwable failure) {
        Throwable cause = Causes.unwrap(failure);
        long now = System.nanoTime();
        meters.countRetry();
        if (problem == null) {
            LOG.warn("{} does not accept writes; they are retried until it does: {}", target, cause.toString());
        }
        problem = cause;
        if (now - notBeforeNanos >= 0) { // otherwise this is one of many writes that failed together
            notBeforeNanos = now + pauseNanos;
            pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE.toNanos());
        }
        failedNanos = now;
        window = 1;
        ready.addFirst(task);
    }
}
