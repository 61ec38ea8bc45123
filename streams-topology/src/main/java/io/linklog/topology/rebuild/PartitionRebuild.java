package io.linklog.topology.rebuild;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The stores of one partition on their way to being whole: {@link StateRebuilds} adds steps, the partition's task takes
 * them. Thread-safe.
 */
public final class PartitionRebuild {

    private static final int MOST_WAITING = 4_096;
    private static final long LOOK_MS = 100;

    private final int partition;
    private final StoreMarks marks;
    private final BlockingQueue<RebuildStep> steps = new ArrayBlockingQueue<>(MOST_WAITING);
    private volatile boolean cancelled;

    PartitionRebuild(int partition, StoreMarks marks) {
        this.partition = partition;
        this.marks = marks;
    }

    int partition() {
        return partition;
    }

    StoreMarks marks() {
        return marks;
    }

    /** Waits for room. Does nothing once the rebuild is cancelled. */
    void add(RebuildStep step) throws InterruptedException {
        boolean added = false;
        while (!added && !cancelled) {
            added = steps.offer(step, LOOK_MS, TimeUnit.MILLISECONDS);
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** The next step; null when there is none yet. */
    public @Nullable RebuildStep next() {
        return steps.poll();
    }

    /** Ends the rebuild, because the task is closed. */
    public void cancel() {
        cancelled = true;
        steps.clear();
    }
}
