package io.linklog.projector.projection;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
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
    private final Map<ProjectedFeed, FeedMeters> feeds = new ConcurrentHashMap<>();

    public ProjectionMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("linklog.projector.keyspace", keyspace, AtomicLong::doubleValue)
                .description("number of the keyspace that is being written")
                .register(registry);
    }

    FeedMeters of(ProjectedFeed feed) {
        return feeds.computeIfAbsent(feed, one -> new FeedMeters(registry, one));
    }

    void keyspace(Keyspace name) {
        keyspace.set(name.number());
    }

    /** The number of records that could not be read since the start, by topic; topics without any are left out. */
    public Map<String, Long> deadLetters() {
        Map<String, Long> letters = new TreeMap<>();
        feeds.forEach((feed, meters) -> {
            if (meters.deadLetters() > 0) {
                letters.put(feed.topic().name(), meters.deadLetters());
            }
        });
        return letters;
    }
}
