package io.linklog.topology.rebuild;

/**
 * Where a task asks whether its stores are whole. In production {@link StateRebuilds}.
 *
 * @param <M> how far a partition's stores reflect the log
 * @param <S> one thing that is applied to them
 */
public interface StoreWatch<M, S> {

    /**
     * Begins with a partition, whose stores are not known to be whole. Those that were built under a lower order than
     * that of the result are to be cleared first.
     */
    PartitionRebuild<M, S> begin(int partition);

    /**
     * Begins a check of the stores, and a rebuild if it is needed. Does not wait: the steps come later, and the last
     * one says that the stores are whole.
     */
    void check(PartitionRebuild<M, S> rebuild, M marks);

    /** Says that the last step is applied: the stores are whole. */
    void complete(PartitionRebuild<M, S> rebuild);

    /** Ends what {@link #begin} began, at any time: the task is closed. */
    void end(PartitionRebuild<M, S> rebuild);
}
