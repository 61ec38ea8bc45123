package io.linklog.topology;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The record's own time, kept within reason: a client may leave it out, and one far ahead would drag the idempotency
 * window with it and forget what others still need. The broker's own limit is an hour ahead; this holds where it is
 * off. One far behind its partition would lie before that window, and be forgotten at once.
 */
final class RecordTime implements TimestampExtractor {

    private static final long MOST_AHEAD_MS = Duration.ofHours(1).toMillis();

    private static final long MOST_BEHIND_MS = Remembered.FOR.toMillis();

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
