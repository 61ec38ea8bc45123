package io.linklog.projector.projection;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.schemas.topics.Topic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The metrics of a projection. Thread-safe. */
public final class ProjectionMeters {

    private final MeterRegistry registry;
    private final AtomicLong keyspace = new AtomicLong();
    private final Map<String, FeedMeters> topics = new ConcurrentHashMap<>();

    public ProjectionMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("linklog.projector.keyspace", keyspace, AtomicLong::doubleValue)
                .description("number of the keyspace that is being written")
                .register(registry);
    }

    FeedMeters of(Topic topic) {
        return topics.computeIfAbsent(topic.name(), name -> new FeedMeters(registry, name));
    }

    void keyspace(Keyspace name) {
        keyspace.set(name.number());
    }

    /** The number of records that could not be read since the start, by topic; topics without any are left out. */
    public Map<String, Long> deadLetters() {
        Map<String, Long> letters = new TreeMap<>();
        topics.forEach((topic, meters) -> {
            if (meters.deadLetters() > 0) {
                letters.put(topic, meters.deadLetters());
            }
        });
        return letters;
    }
}
