package io.linklog.topology.rebuild;

/**
 * Where a task asks whether its stores are whole. In production {@link StateRebuilds}.
 *
 * @param <M> how far a partition's stores reflect the log
 * @param <S> one thing that is applied to them
 */
public interface StoreWatch<M, S> {

    /**
     * Begins a check of a partition's stores, and a rebuild if it is needed. Does not wait: the steps come later, and
     * the last one says that the stores are whole.
     */
    PartitionRebuild<M, S> begin(int partition, M marks);

    /** Ends what {@link #begin} began: the stores are whole, or the task is closed. */
    void end(PartitionRebuild<M, S> rebuild);
}
