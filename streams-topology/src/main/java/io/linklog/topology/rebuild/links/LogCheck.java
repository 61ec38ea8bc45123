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
        Map<Integer, Long> marked = new HashMap<>();
        for (PartitionRebuild<StoreMarks, RebuildStep> one : asked) {
            tails.put(LinkLog.eventsOf(one.partition()), log.eventRange(one.partition()));
            PartitionMark mark = one.marks().common();
            if (mark != null) {
                marked.put(one.partition(), mark.commands());
            }
        }
        Map<Integer, ConsumerRecord<byte[], byte[]>> lastEvents = ranges.last(tails);
        Set<TopicPartition> forgotten = ranges.withRecords(log.unmarked(marked));

        List<PartitionRebuild<StoreMarks, RebuildStep>> others = new ArrayList<>();
        for (PartitionRebuild<StoreMarks, RebuildStep> one : asked) {
            int partition = one.partition();
            Whole whole =
                    forgotten.contains(LinkLog.commandsOf(partition)) ? null : judge(one, lastEvents.get(partition));
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
            return nothing ? new Whole(new PartitionMark(0, PartitionMark.NO_ID, log.eventEnds()), null, null) : null;
        }
        PartitionMark mark = marks.common();
        if (mark == null || mark.commands() > log.commandRange(partition).to()) {
            return null;
        }
        if (lastEvent != null && !reflects(mark, partition, lastEvent)) {
            return null;
        }
        Long commit = log.committedCommand(partition);
        Long commandsFrom = commit != null && commit >= mark.commands() ? null : (Long) mark.commands();
        Long urlsFrom = log.committedUrl(partition) != null ? null : marks.nextUrl();
        boolean urlsAreLost = log.committedUrl(partition) == null && marks.nextUrl() == null;
        // without any change there is no offset, and nothing to lose
        return urlsAreLost && commit == null
                ? null
                : new Whole(
                        new PartitionMark(mark.commands(), mark.highestId(), log.eventEnds()), commandsFrom, urlsFrom);
    }

    private static boolean reflects(PartitionMark mark, int partition, ConsumerRecord<byte[], byte[]> event) {
        if (event.offset() < mark.events()[partition]) {
            return true;
        }
        DecidedCommand command = DecisionHeaders.command(event.headers());
        return command != null && command.offset() < mark.commands();
    }
}
