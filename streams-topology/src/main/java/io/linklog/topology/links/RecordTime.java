package io.linklog.topology.links;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The record's own time, kept within bounds. A missing time is replaced. A time far ahead would move the stream time,
 * so entries of the idempotency store that are still needed would expire; the broker refuses records more than an hour
 * ahead, and this class holds where that limit is off. A time far behind its partition is raised, because its entry
 * would expire at once.
 */
final class RecordTime implements TimestampExtractor {

    private static final long MOST_AHEAD_MS = Duration.ofHours(1).toMillis();

    private static final long MOST_BEHIND_MS = IdempotencyStore.LIFETIME.toMillis();

    private final LongSupplier clockMillis;

    RecordTime(LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long time = record.timestamp();
        long now = clockMillis.getAsLong();
        if (time < 0) {
            return now;
        }
        return Math.max(Math.min(time, now + MOST_AHEAD_MS), partitionTime - MOST_BEHIND_MS);
    }
}
