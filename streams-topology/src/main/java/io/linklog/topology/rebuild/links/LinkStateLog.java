package io.linklog.topology.rebuild.links;

import io.linklog.topology.rebuild.LogRanges;
import io.linklog.topology.rebuild.PartitionRebuild;
import io.linklog.topology.rebuild.ReplayProgress;
import io.linklog.topology.rebuild.StateLog;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What the log says of links, URL index and idempotency keys.
 *
 * @param urls the repartition topic of the URL index
 * @param partitions of link-commands, link-events and {@code urls}
 */
public record LinkStateLog(LogSerdes serdes, String urls, int partitions) implements StateLog<StoreMarks, RebuildStep> {

    @Override
    public List<PartitionRebuild<StoreMarks, RebuildStep>> check(
            Collection<PartitionRebuild<StoreMarks, RebuildStep>> asked,
            LogRanges log,
            Map<TopicPartition, Long> committed)
            throws InterruptedException {
        return new LogCheck(LinkLog.now(log, committed, urls, partitions), log).complete(asked);
    }

    @Override
    public void replay(
            Collection<PartitionRebuild<StoreMarks, RebuildStep>> asked,
            LogRanges log,
            Map<TopicPartition, Long> committed,
            ReplayProgress progress)
            throws InterruptedException {
        LinkLog links = LinkLog.now(log, committed, urls, partitions);
        new LogReplay(links, log, serdes, asked, Instant.now(), progress).run();
    }
}
