package io.linklog.topology.rebuild.links;

import io.linklog.schemas.topics.Topics;
import io.linklog.topology.rebuild.LogRange;
import io.linklog.topology.rebuild.LogRanges;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the log of links holds at one moment, and how far the application has committed.
 *
 * @param urls the repartition topic of the URL index
 */
record LinkLog(
        String urls,
        Map<TopicPartition, LogRange> commands,
        Map<TopicPartition, LogRange> events,
        Map<TopicPartition, Long> committed) {

    /** Reads the committed offsets before the ends of the topics: a record that they count is below an end. */
    static LinkLog now(LogRanges log, Map<TopicPartition, Long> committed, String urls, int partitions) {
        return new LinkLog(
                urls,
                log.all(Topics.LINK_COMMANDS.name(), partitions),
                log.all(Topics.LINK_EVENTS.name(), partitions),
                committed);
    }

    static TopicPartition commandsOf(int partition) {
        return new TopicPartition(Topics.LINK_COMMANDS.name(), partition);
    }

    static TopicPartition eventsOf(int partition) {
        return new TopicPartition(Topics.LINK_EVENTS.name(), partition);
    }

    LogRange commandRange(int partition) {
        return Optional.ofNullable(commands.get(commandsOf(partition))).orElse(new LogRange(0, 0));
    }

    LogRange eventRange(int partition) {
        return Optional.ofNullable(events.get(eventsOf(partition))).orElse(new LogRange(0, 0));
    }

    /** The committed offset of the commands; null when it is lost. */
    @Nullable
    Long committedCommand(int partition) {
        return committed.get(commandsOf(partition));
    }

    /** The committed offset of the changes of the URL index; null when it is lost. */
    @Nullable
    Long committedUrl(int partition) {
        return committed.get(new TopicPartition(urls, partition));
    }

    /** The ends of all partitions of link-events, by partition. */
    long[] eventEnds() {
        long[] ends = new long[events.size()];
        events.forEach((partition, range) -> ends[partition.partition()] = range.to());
        return ends;
    }

    /** The ranges of commands that were committed although a partition's stores have no mark of them. */
    Map<TopicPartition, LogRange> unmarked(Map<Integer, Long> marked) {
        Map<TopicPartition, LogRange> unmarked = new HashMap<>();
        marked.forEach((partition, next) -> {
            Long commit = committedCommand(partition);
            LogRange range = commandRange(partition);
            long to = commit == null ? next : Math.min(commit, range.to());
            unmarked.put(commandsOf(partition), new LogRange(Math.max(next, range.from()), to));
        });
        return unmarked;
    }
}
