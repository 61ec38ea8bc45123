package io.linklog.kit.cassandra;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A partition as one feed of a projection reads it: feeds of the same topic are at different offsets. */
public record FeedPartition(ProjectedFeed feed, int partition) {

    /** Those of one feed, by the partition as Kafka names it. */
    public static Map<TopicPartition, Long> ofFeed(ProjectedFeed feed, Map<FeedPartition, Long> offsets) {
        Map<TopicPartition, Long> own = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (partition.feed() == feed) {
                own.put(partition.onKafka(), offset);
            }
        });
        return own;
    }

    /** The partition as Kafka names it. */
    public TopicPartition onKafka() {
        return new TopicPartition(feed.topic().name(), partition);
    }
}
