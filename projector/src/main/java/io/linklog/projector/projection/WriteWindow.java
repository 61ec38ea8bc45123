package io.linklog.projector.projection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out writes with a bounded number in flight, until all have succeeded. A write that fails is tried again,
 * after a pause that grows while nothing succeeds; then one alone is tried before the window opens again by one with
 * each success, so that a store that is coming up is not run over. Writes must be idempotent.
 *
 * <p>Confined to one thread, which does all the work in {@link #advance}; the threads on which writes complete only
 * leave a note, and wake that thread when there is enough to do.
 */
public final class WriteWindow {

    private static final Logger LOG = LoggerFactory.getLogger(WriteWindow.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Starts one attempt; must not block. */
    @FunctionalInterface
    public interface Write {
        CompletionStage<?> start();
    }

    /** One write to be done. */
    public static final class Task {
        private final @Nullable TopicPartition source;
        private final Write write;
        private final Runnable whenDone;
        private @Nullable Task follower;
        private boolean done;
        private long startedNanos;
        private volatile @Nullable Throwable failure;

        /**
         * @param source where the record came from; null when it came from several
         * @param whenDone runs on the window's thread
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

    /** Adds a write that must not begin before another one has succeeded; at most one may follow each. */
    public void addAfter(Task earlier, Task task) {
        if (earlier.done) {
            ready.add(task);
        } else {
            earlier.follower = task;
            followers++;
        }
    }

    /** Forgets the writes from these partitions that are not in flight. */
    void drop(Collection<TopicPartition> partitions) {
        ready.removeIf(task -> {
            boolean dropped = task.source != null && partitions.contains(task.source);
            // a follower has the same key, so it is from the same partition and goes with it
            for (Task next = task.follower; dropped && next != null; next = next.follower) {
                followers--;
            }
            return dropped;
        });
    }

    /** Why writes are being tried again; empty when all is well. From any thread. */
    Optional<Throwable> problem() {
        return Optional.ofNullable(problem);
    }

    /**
     * Starts what may be started and takes in what has completed.
     *
     * @param longestWait for something to complete
     * @return whether all writes have succeeded
     */
    boolean advance(Duration longestWait) throws InterruptedException {
        takeIn();
        long now = System.nanoTime();
        if (now - notBeforeNanos >= 0) {
            while (inFlight < window && !ready.isEmpty()) {
                start(ready.remove());
            }
        }
        if (inFlight > 0) {
            // the rest when there is nothing to start, else half, so that this thread wakes rarely and the store is
            // never idle
            int enough = ready.isEmpty() && followers == 0 ? inFlight : Math.max(1, inFlight / 2);
            awaitCompletions(followers > 0 ? 1 : enough, longestWait.toNanos());
            takeIn();
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

    private void takeIn() {
        for (Task task = completed.poll(); task != null; task = completed.poll()) {
            completions.decrementAndGet();
            inFlight--;
            Throwable failure = task.failure;
            if (failure != null) {
                failed(task, failure);
            } else {
                succeeded(task);
            }
        }
    }

    private void succeeded(Task task) {
        task.done = true;
        meters.written(System.nanoTime() - task.startedNanos);
        window = Math.min(limit, window + 1);
        if (problem != null && task.startedNanos - failedNanos > 0) {
            LOG.info("{} takes writes again", target);
            problem = null;
            pauseNanos = FIRST_PAUSE.toNanos();
        }
        if (task.follower != null) {
            ready.addFirst(task.follower);
            followers--;
        }
        task.whenDone.run();
    }

    private void failed(Task task, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        long now = System.nanoTime();
        meters.retried();
        if (problem == null) {
            LOG.warn("{} does not take writes and is tried again until it does: {}", target, cause.toString());
        }
        problem = cause;
        if (now - notBeforeNanos >= 0) { // else it is one of many that failed together
            notBeforeNanos = now + pauseNanos;
            pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE.toNanos());
        }
        failedNanos = now;
        window = 1;
        ready.addFirst(task);
    }
}
