package io.linklog.cli.topics;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How many records a group lags behind. */
final class Lag {
    private Lag() {}

    /**
     * The lag of one group, by topic. Only topics with a commit of this group count. A partition without a commit
     * counts whole, because our groups begin with the oldest record.
     *
     * @param committed offsets; a value may be null
     */
    static Map<String, Long> byTopic(
            Map<TopicPartition, @Nullable OffsetAndMetadata> committed,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends) {
        Set<String> topics = committed.entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .map(entry -> entry.getKey().topic())
                .collect(Collectors.toSet());
        Map<String, Long> lags = new HashMap<>();
        ends.forEach((partition, end) -> {
            if (topics.contains(partition.topic())) {
                long begin = begins.getOrDefault(partition, 0L);
                OffsetAndMetadata at = committed.get(partition);
                // retention may have deleted records before the group read them: they do not count
                long next = at == null ? begin : Math.max(begin, at.offset());
                lags.merge(partition.topic(), Math.max(0, end - next), Long::sum);
            }
        });
        return lags;
    }
}
