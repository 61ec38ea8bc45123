package io.linklog.topology.rebuild;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What the log says of the stores of one application. Checks and replays run on two threads, so an implementation keeps
 * nothing between calls.
 *
 * @param <M> how far a partition's stores reflect the log
 * @param <S> one thing that is applied to them
 */
public interface StateLog<M, S> {

    /**
     * Gives the last step to each partition whose stores are whole. Reads little.
     *
     * @param committed the offsets of the application's group, read before anything of {@code log}; a partition without
     *     one is missing
     * @return the other partitions
     */
    List<PartitionRebuild<M, S>> check(
            Collection<PartitionRebuild<M, S>> asked, LogRanges log, Map<TopicPartition, Long> committed)
            throws InterruptedException;

    /**
     * Gives each partition what its stores miss, and then its last step. May be called again for the same partitions
     * after an error: steps are harmless when they repeat.
     *
     * @param committed as in {@link #check}
     */
    void replay(
            Collection<PartitionRebuild<M, S>> asked,
            LogRanges log,
            Map<TopicPartition, Long> committed,
            ReplayProgress progress)
            throws InterruptedException;
}
