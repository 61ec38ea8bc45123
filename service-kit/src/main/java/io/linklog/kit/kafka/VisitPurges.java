package io.linklog.kit.kafka;

import io.linklog.kit.client.Networks;
import io.linklog.kit.process.Health;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.encoding.AddressText;
import io.linklog.schemas.rules.VisitPurgeRules;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which visits are purged, in memory: the topic {@code visit-purges}, followed without a consumer group. Whoever
 * counts, writes or shows visits asks it first. A name needs about 150 bytes, and only editors and admins add one;
 * networks are few. While Kafka is away, the purges that are known remain. Thread-safe.
 */
public final class VisitPurges implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VisitPurges.class);

    /** Visits from some addresses up to a time. */
    private record OfAddresses(Networks addresses, Instant until) {

        boolean contains(Visit visit) {
            String text = visit.getAddress();
            byte[] address = text == null || visit.getAt().isAfter(until) ? null : AddressText.parse(text);
            return address != null && addresses.contains(address);
        }
    }

    private final Map<String, Instant> untilByName = new ConcurrentHashMap<>();
    private final Map<String, OfAddresses> byAddresses = new ConcurrentHashMap<>();
    private final Deserializer<VisitPurge> values;
    private final FollowedTopic topic;

    private VisitPurges(KafkaSettings kafka, InstalledTopics topics, Deserializer<VisitPurge> values, Health health)
            throws InterruptedException {
        this.values = values;
        this.topic = new FollowedTopic(Topics.VISIT_PURGES, kafka, topics, this::take, health);
    }

    /** Waits for Kafka and reads the purges that there are; then follows the topic. */
    public static VisitPurges follow(
            KafkaSettings kafka, InstalledTopics topics, Deserializer<VisitPurge> values, Health health)
            throws InterruptedException {
        return new VisitPurges(kafka, topics, values, health);
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        try {
            VisitPurge purge = values.deserialize(record.topic(), record.value());
            if (purge != null) {
                VisitPurgeRules.require(purge);
                add(purge);
            }
        } catch (UnreadableRecordException e) {
            LOG.error("The purge at offset {} of {} has no effect", record.offset(), record.topic(), e);
        }
    }

    private void add(VisitPurge purge) {
        if (purge.getAddresses() == null) {
            untilByName.merge(purge.getName(), purge.getUntil(), (a, b) -> a.isAfter(b) ? a : b);
        } else {
            byAddresses.put(purge.getName(), new OfAddresses(addresses(purge), purge.getUntil()));
        }
    }

    /**
     * The network of a purge by address.
     *
     * @throws UnreadableRecordException if it is none
     */
    public static Networks addresses(VisitPurge purge) {
        try {
            return Networks.parse(String.valueOf(purge.getAddresses()));
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException("The addresses of the purge are no network", e);
        }
    }

    /**
     * Until when the visits of a name are purged, this time included; null if they are not. Known within a second.
     *
     * @param name under which the visits count, see {@link VisitStatsKey#name}
     */
    public @Nullable Instant until(String name) {
        return untilByName.get(name);
    }

    /** {@link #until} of all names; a view that changes. */
    public Map<String, Instant> times() {
        return Collections.unmodifiableMap(untilByName);
    }

    /** Whether a visit is purged: by its name or by its address. Totals know no addresses, so they may count it. */
    public boolean contains(Visit visit) {
        Instant until = until(VisitStatsKey.name(visit));
        return (until != null && !visit.getAt().isAfter(until))
                || byAddresses.values().stream().anyMatch(purge -> purge.contains(visit));
    }

    /** Whether totals may hold visits that are purged. */
    public boolean contains(VisitTotals totals) {
        return VisitPurgeRules.isPurged(totals, until(totals.getCode()));
    }

    @Override
    public void close() {
        topic.close();
    }
}
