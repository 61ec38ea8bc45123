package io.linklog.topology.rebuild;

import io.linklog.topology.streams.PartitionGate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

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
    private final KeyValueStore<String, byte[]> first;
    private final PartitionGate gate;
    private final StoreWatch<M, S> watch;
    private final PartitionRebuild<M, S> steps;
    private final Cancellable schedule;
    // not null while the stores are cleared
    private @Nullable StoreClearing clearing;
    private boolean complete;

    /** Closes the gate and begins. */
    public TaskRebuild(ProcessorContext<?, ?> context, RebuiltStores<M, S> stores, StoreAccess<M, S> access) {
        this.partition = context.taskId().partition();
        this.stores = stores;
        this.gate = access.gate();
        this.watch = access.watch();
        this.first = stores.byKey().get(0);
        gate.close(partition);
        this.steps = watch.begin(partition);
        if (builtUnder() < steps.order()) {
            clearing = new StoreClearing(stores.byKey(), stores.byWindow());
        } else {
            watch.check(steps, stores.marks());
        }
        this.schedule = context.schedule(BETWEEN_SLICES, PunctuationType.WALL_CLOCK_TIME, now -> slice());
    }

    private long builtUnder() {
        byte[] order = first.get(RebuiltStores.ORDER);
        return order == null ? 0 : Long.parseLong(new String(order, StandardCharsets.US_ASCII));
    }

    private void slice() {
        long end = System.nanoTime() + SLICE_NANOS;
        if (clearing != null) {
            clear(clearing, end);
            return;
        }
        S step = steps.next();
        if (step == null) {
            return;
        }
        while (step != null) {
            Map<TopicPartition, Long> from = stores.apply(step);
            if (from != null) {
                complete = true;
                schedule.cancel();
                watch.complete(steps);
                gate.open(partition, from);
                return;
            }
            step = System.nanoTime() < end ? steps.next() : null;
        }
        stores.endSlice();
    }

    private void clear(StoreClearing now, long end) {
        if (now.deleteUntil(end)) {
            now.close();
            clearing = null;
            // last: if clearing is cut off, it begins again
            first.put(RebuiltStores.ORDER, Long.toString(steps.order()).getBytes(StandardCharsets.US_ASCII));
            watch.check(steps, stores.marks());
        }
    }

    /** Whether the stores are whole. */
    public boolean isComplete() {
        return complete;
    }

    /** Ends the work: the task is closed, and its partition is read no more. */
    public void close() {
        if (clearing != null) {
            clearing.close();
        }
        gate.close(partition);
        watch.end(steps);
    }
}
