package io.linklog.topology.rebuild;

import io.linklog.topology.rebuild.RebuildStep.Whole;
import java.util.ArrayList;
import java.util.List;

/** Gives each task the steps that a test prepared, and then says that its stores are whole. */
public final class WholeStores implements StoreWatch {

    private final int partitions;
    private final List<RebuildStep> steps = new ArrayList<>();

    /** The marks that the latest task had at its beginning. */
    public StoreMarks marks = new StoreMarks(null, null, null, null);

    public WholeStores(int partitions) {
        this.partitions = partitions;
    }

    /** Adds a step for each task that begins from now on. */
    public void give(RebuildStep step) {
        steps.add(step);
    }

    @Override
    public PartitionRebuild begin(int partition, StoreMarks marks) {
        this.marks = marks;
        PartitionRebuild rebuild = new PartitionRebuild(partition, marks);
        try {
            for (RebuildStep step : steps) {
                rebuild.add(step);
            }
            rebuild.add(new Whole(PartitionMark.none(partitions), null, null));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return rebuild;
    }

    @Override
    public void end(PartitionRebuild rebuild) {
        rebuild.cancel();
    }
}
