package io.linklog.kit.kafka;

import io.linklog.kit.process.Health;
import io.linklog.schemas.topics.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of all purged links, in memory: the topic {@code purged-links}, followed without a consumer group. Whoever
 * shows old records asks it first. A name needs about 100 bytes, and only admins add one. While Kafka is away, the
 * names that are known remain. Thread-safe.
 */
public final class PurgedLinks implements AutoCloseable {

    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final FollowedTopic topic;

    private PurgedLinks(KafkaSettings kafka, InstalledTopics topics, MeterRegistry meters, Health health)
            throws InterruptedException {
        Gauge.builder("linklog.purged.links", names, Set::size)
                .description("Names of purged links in memory, whose old records are not shown")
                .register(meters);
        this.topic = new FollowedTopic(Topics.PURGED_LINKS, kafka, topics, record -> names.add(record.key()), health);
    }

    /** Waits for Kafka and reads the names that there are; then follows the topic. */
    public static PurgedLinks follow(KafkaSettings kafka, InstalledTopics topics, MeterRegistry meters, Health health)
            throws InterruptedException {
        return new PurgedLinks(kafka, topics, meters, health);
    }

    /** Whether a link with this name was purged; true within a second after the purge. */
    public boolean contains(String name) {
        return names.contains(name);
    }

    @Override
    public void close() {
        topic.close();
    }
}
