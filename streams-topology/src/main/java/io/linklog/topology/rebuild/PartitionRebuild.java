package io.linklog.topology.rebuild;

import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The stores of one partition on their way to being whole: a {@link StateLog} adds steps, the partition's task takes
 * them. Thread-safe.
 *
 * @param <M> how far the stores reflect the log
 * @param <S> one thing that is applied to them
 */
public final class PartitionRebuild<M, S> {

    private static final int MOST_WAITING = 4_096;
    private static final long LOOK_MS = 100;

    private final int partition;
    private final long order;
    private final BlockingQueue<S> steps = new ArrayBlockingQueue<>(MOST_WAITING);
    private volatile @Nullable M marks;
    private volatile boolean cancelled;

    /** @param order under which the stores are built */
    PartitionRebuild(int partition, long order) {
        this.partition = partition;
        this.order = order;
    }

    public int partition() {
        return partition;
    }

    long order() {
        return order;
    }

    void setMarks(M now) {
        marks = now;
    }

    /** The marks of the stores when they were to be checked. */
    public M marks() {
        return Objects.requireNonNull(marks, "set before the check");
    }

    /** Waits for room. Does nothing once the rebuild is cancelled. */
    public void add(S step) throws InterruptedException {
        boolean added = false;
        while (!added && !cancelled) {
            added = steps.offer(step, LOOK_MS, TimeUnit.MILLISECONDS);
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** The next step; null when there is none yet. */
    @Nullable
    S next() {
        return steps.poll();
    }

    /** Ends the rebuild: its stores are whole, or the task is closed. */
    void cancel() {
        cancelled = true;
        steps.clear();
    }
}
