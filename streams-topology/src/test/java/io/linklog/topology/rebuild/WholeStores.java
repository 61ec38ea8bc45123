package io.linklog.topology.rebuild;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives each task the steps that a test prepared, and then says that its stores are whole. */
public final class WholeStores<M, S> implements StoreWatch<M, S> {

    private final S last;
    private final List<S> steps = new ArrayList<>();

    /** Stores that were built under a lower one are cleared. */
    public long order;

    /** The marks that the latest task had at its beginning. */
    public @Nullable M marks;

    /** Whether the stores of the latest task are whole. */
    public boolean whole;

    /** @param last says that the stores are whole */
    public WholeStores(S last) {
        this.last = last;
    }

    /** Adds a step for each task that begins from now on. */
    public void give(S step) {
        steps.add(step);
    }

    @Override
    public PartitionRebuild<M, S> begin(int partition) {
        return new PartitionRebuild<>(partition, order);
    }

    @Override
    public void check(PartitionRebuild<M, S> rebuild, M marks) {
        this.marks = marks;
        whole = false;
        try {
            for (S step : steps) {
                rebuild.add(step);
            }
            rebuild.add(last);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void complete(PartitionRebuild<M, S> rebuild) {
        whole = true;
    }

    @Override
    public void end(PartitionRebuild<M, S> rebuild) {
        rebuild.cancel();
    }
}
