package io.linklog.topology.rebuild;

import io.linklog.topology.streams.PartitionGate;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Makes the stores of a task whole before the task reads records. It works in slices between the polls of the stream
 * thread, in the task's transactions: other tasks go on, and no poll comes too late. Confined to the task's thread.
 *
 * @param <M> how far the stores reflect the log
 * @param <S> one thing that is applied to them
 */
public final class TaskRebuild<M, S> {

    private static final Duration BETWEEN_SLICES = Duration.ofMillis(5);
    private static final long SLICE_NANOS = Duration.ofMillis(40).toNanos();

    private final int partition;
    private final RebuiltStores<M, S> stores;
    private final PartitionGate gate;
    private final StoreWatch<M, S> watch;
    private final PartitionRebuild<M, S> steps;
    private final Cancellable schedule;

    /** Closes the gate and begins. */
    public TaskRebuild(ProcessorContext<?, ?> context, RebuiltStores<M, S> stores, StoreAccess<M, S> access) {
        this.partition = context.taskId().partition();
        this.stores = stores;
        this.gate = access.gate();
        this.watch = access.watch();
        gate.close(partition);
        this.steps = watch.begin(partition, stores.marks());
        this.schedule = context.schedule(BETWEEN_SLICES, PunctuationType.WALL_CLOCK_TIME, now -> slice());
    }

    private void slice() {
        long end = System.nanoTime() + SLICE_NANOS;
        S step = steps.next();
        if (step == null) {
            return;
        }
        while (step != null) {
            Map<TopicPartition, Long> from = stores.apply(step);
            if (from != null) {
                schedule.cancel();
                watch.end(steps);
                gate.open(partition, from);
                return;
            }
            step = System.nanoTime() < end ? steps.next() : null;
        }
        stores.endSlice();
    }

    /** Ends the work: the task is closed, and its partition is read no more. */
    public void close() {
        gate.close(partition);
        watch.end(steps);
    }
}
