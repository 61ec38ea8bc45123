package io.linklog.topology.rebuild.links;

import io.linklog.schemas.topics.Topics;
import io.linklog.topology.rebuild.LogRange;
import io.linklog.topology.rebuild.LogRanges;
import io.linklog.topology.rebuild.links.RebuildStep.Whole;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the log of links holds at one moment, and how far the application has committed.
 *
 * @param urlsTopic the repartition topic of the URL index
 */
record LinkLog(
        String urlsTopic,
        Map<TopicPartition, LogRange> urls,
        Map<TopicPartition, LogRange> commands,
        Map<TopicPartition, LogRange> events,
        Map<TopicPartition, Long> committed) {

    /**
     * Reads the committed offsets before the ends of the topics: a record that they count is below an end. The ends of
     * the URL topic come next: the events of all changes below them are below the ends of the events.
     */
    static LinkLog now(LogRanges log, Map<TopicPartition, Long> committed, String urlsTopic, int partitions) {
        return new LinkLog(
                urlsTopic,
                log.all(urlsTopic, partitions),
                log.allWritten(Topics.LINK_COMMANDS.name(), partitions),
                log.all(Topics.LINK_EVENTS.name(), partitions),
                committed);
    }

    static TopicPartition commandsOf(int partition) {
        return new TopicPartition(Topics.LINK_COMMANDS.name(), partition);
    }

    static TopicPartition eventsOf(int partition) {
        return new TopicPartition(Topics.LINK_EVENTS.name(), partition);
    }

    TopicPartition urlsOf(int partition) {
        return new TopicPartition(urlsTopic, partition);
    }

    LogRange commandRange(int partition) {
        return range(commands, commandsOf(partition));
    }

    LogRange eventRange(int partition) {
        return range(events, eventsOf(partition));
    }

    LogRange urlRange(int partition) {
        return range(urls, urlsOf(partition));
    }

    private static LogRange range(Map<TopicPartition, LogRange> ranges, TopicPartition partition) {
        return Optional.ofNullable(ranges.get(partition)).orElse(new LogRange(0, 0));
    }

    /** The committed offset of the commands; null when it is lost. */
    @Nullable
    Long committedCommand(int partition) {
        return committed.get(commandsOf(partition));
    }

    /** The committed offset of the changes of the URL index; null when it is lost. */
    @Nullable
    Long committedUrl(int partition) {
        return committed.get(urlsOf(partition));
    }

    /** The ends of all partitions of link-events, by partition. */
    long[] eventEnds() {
        long[] ends = new long[events.size()];
        events.forEach((partition, range) -> ends[partition.partition()] = range.to());
        return ends;
    }

    /**
     * The commands that a partition may have decided although its stores have no mark of them. Without a committed
     * offset that is every later one.
     *
     * @param next the first command that the stores do not reflect
     */
    LogRange unmarkedCommands(int partition, long next) {
        return unmarked(commandRange(partition), next, committedCommand(partition));
    }

    /** The same of the changes of the URL index; without a committed offset all are read again, so none is meant. */
    LogRange unmarkedUrls(int partition, long next) {
        return unmarked(urlRange(partition), next, nextUrl(partition, next));
    }

    /**
     * The last step of a rebuild. The sources go on at the group's offsets, unless these are lost, or behind the
     * stores.
     *
     * @param nextUrl the change of the URL index at which its source goes on without a committed offset
     */
    Whole whole(int partition, PartitionMark mark, long nextUrl) {
        Long commandCommit = committedCommand(partition);
        return new Whole(
                mark,
                commandCommit != null && commandCommit >= mark.commands() ? null : (Long) mark.commands(),
                nextUrl(partition, nextUrl),
                committedUrl(partition) == null ? (Long) nextUrl : null);
    }

    /** Where the source of the URL topic goes on; {@code stored} without a committed offset. */
    long nextUrl(int partition, long stored) {
        Long commit = committedUrl(partition);
        return commit == null ? stored : commit;
    }

    private static LogRange unmarked(LogRange range, long next, @Nullable Long commit) {
        long to = commit == null ? range.to() : Math.min(commit, range.to());
        return new LogRange(Math.max(next, range.from()), to);
    }
}
