package io.linklog.topology.rebuild;

/** Where a task asks whether its stores are whole. In production {@link StateRebuilds}. */
public interface StoreWatch {

    /**
     * Begins a check of a partition's stores, and a rebuild if it is needed. Does not wait: the steps come later, and
     * the last one is {@link RebuildStep.Whole}.
     */
    PartitionRebuild begin(int partition, StoreMarks marks);

    /** Ends what {@link #begin} began: the stores are whole, or the task is closed. */
    void end(PartitionRebuild rebuild);
}
