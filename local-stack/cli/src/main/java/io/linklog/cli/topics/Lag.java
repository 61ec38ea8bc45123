package io.linklog.cli.topics;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far behind a group is. */
final class Lag {
    private Lag() {}

    /**
     * Lag of one group by topic, for the topics in which it has committed anything. A partition without a commit counts
     * whole: our groups begin at the beginning.
     *
     * @param committed what the group has committed; a value may be null
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
                // retention may have passed a group that was away: what is gone is no lag any more
                long next = at == null ? begin : Math.max(begin, at.offset());
                lags.merge(partition.topic(), Math.max(0, end - next), Long::sum);
            }
        });
        return lags;
    }
}
