package io.linklog.topology.rebuild.links;

import io.linklog.topology.rebuild.LogRange;
import io.linklog.topology.rebuild.LogRanges;
import io.linklog.topology.rebuild.PartitionRebuild;
import io.linklog.topology.rebuild.links.DecisionHeaders.DecidedCommand;
import io.linklog.topology.rebuild.links.RebuildStep.Whole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether stores reflect the whole log, from their marks and the end of the log. It reads a few records of each
 * partition, so it costs little at each start.
 */
final class LogCheck {

    private final LinkLog log;
    private final LogRanges ranges;

    LogCheck(LinkLog log, LogRanges ranges) {
        this.log = log;
        this.ranges = ranges;
    }

    /** Completes the partitions that are whole. Returns the others. */
    List<PartitionRebuild<StoreMarks, RebuildStep>> complete(
            Collection<PartitionRebuild<StoreMarks, RebuildStep>> asked) throws InterruptedException {
        Map<TopicPartition, LogRange> tails = new HashMap<>();
        Map<TopicPartition, LogRange> unmarked = new HashMap<>();
        for (PartitionRebuild<StoreMarks, RebuildStep> one : asked) {
            tails.put(LinkLog.eventsOf(one.partition()), log.eventRange(one.partition()));
            PartitionMark mark = one.marks().common();
            if (mark != null) {
                int partition = one.partition();
                unmarked.put(LinkLog.commandsOf(partition), log.unmarkedCommands(partition, mark.commands()));
                unmarked.put(
                        log.urlsOf(partition),
                        log.unmarkedUrls(partition, one.marks().nextUrlOrBegin()));
            }
        }
        Map<Integer, ConsumerRecord<byte[], byte[]>> lastEvents = ranges.last(tails);
        Set<TopicPartition> forgotten = ranges.withRecords(unmarked);

        List<PartitionRebuild<StoreMarks, RebuildStep>> others = new ArrayList<>();
        for (PartitionRebuild<StoreMarks, RebuildStep> one : asked) {
            int partition = one.partition();
            boolean forgets =
                    forgotten.contains(LinkLog.commandsOf(partition)) || forgotten.contains(log.urlsOf(partition));
            Whole whole = forgets ? null : judge(one, lastEvents.get(partition));
            if (whole == null) {
                others.add(one);
            } else {
                one.add(whole);
            }
        }
        return others;
    }

    /** Returns null for stores that are not whole. */
    private @Nullable Whole judge(
            PartitionRebuild<StoreMarks, RebuildStep> one, @Nullable ConsumerRecord<byte[], byte[]> lastEvent) {
        int partition = one.partition();
        StoreMarks marks = one.marks();
        if (marks.areMissing()) {
            // a new system: nothing was ever decided, here or elsewhere, since the URL index has links of all
            // partitions
            boolean nothing = log.commandRange(partition).isEmpty()
                    && log.events().values().stream().allMatch(LogRange::isEmpty);
            return nothing ? log.whole(partition, new PartitionMark(0, PartitionMark.NO_ID, log.eventEnds()), 0) : null;
        }
        PartitionMark mark = marks.common();
        if (mark == null || mark.commands() > log.commandRange(partition).to()) {
            return null;
        }
        if (lastEvent != null && !reflects(mark, partition, lastEvent)) {
            return null;
        }
        long nextUrl = marks.nextUrlOrBegin();
        if (!urlsAreKnown(partition, nextUrl)) {
            return null;
        }
        long[] reflected = log.eventEnds();
        if (log.nextUrl(partition, nextUrl) < log.urlRange(partition).to()) {
            // changes of the URL index wait, so it does not reflect the events of other partitions that made them
            reflected = mark.events().clone();
            reflected[partition] = log.eventEnds()[partition];
        }
        return log.whole(partition, new PartitionMark(mark.commands(), mark.highestId(), reflected), nextUrl);
    }

    /** Whether the log still has all changes of the URL index that the stores may miss. */
    private boolean urlsAreKnown(int partition, long next) {
        Long commit = log.committedUrl(partition);
        LogRange range = log.urlRange(partition);
        return commit == null ? next >= range.from() && next <= range.to() : next >= Math.min(commit, range.from());
    }

    private static boolean reflects(PartitionMark mark, int partition, ConsumerRecord<byte[], byte[]> event) {
        if (event.offset() < mark.events()[partition]) {
            return true;
        }
        DecidedCommand command = DecisionHeaders.command(event.headers());
        return command != null && command.offset() < mark.commands();
    }
}
