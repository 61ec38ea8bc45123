package io.linklog.topology.links;

import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.topology.rebuild.WindowMark;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * What was decided under idempotency keys in the last 24 hours of record time.
 *
 * <p>It is a window store, because the store and its changelog expire old entries. An entry lies at the start of its
 * day. A look-up is then two exact reads (today, yesterday), and a Bloom filter answers both for a new key. A look-up
 * over a range of times would open an iterator on every segment.
 */
final class IdempotencyStore {

    /** For this long the same request gets the same answer. */
    static final Duration LIFETIME = Duration.ofHours(24);

    /** How long the store keeps an entry: one at the start of a day is read until the end of the next day. */
    static final Duration RETENTION = Duration.ofHours(49);

    /** The store's window: a day. */
    static final Duration WINDOW = Duration.ofHours(24);

    /** Only names the records in errors. */
    private static final String SERDE_TOPIC = LinkNodes.IDEMPOTENCY_STORE;

    private static final long WINDOW_MS = WINDOW.toMillis();
    // the clocks of two writers may differ by this much around midnight; a broker accepts no record further ahead
    private static final long SKEW_MS = Duration.ofHours(1).toMillis();

    private final WindowStore<String, byte[]> store;
    private final AvroSerde<RememberedCommand> serde;
    private final WindowMark mark;

    IdempotencyStore(WindowStore<String, byte[]> store, AvroSerde<RememberedCommand> serde) {
        this.store = store;
        this.serde = serde;
        this.mark = new WindowMark(store);
    }

    WindowMark mark() {
        return mark;
    }

    /**
     * The entry of a scope, unless it is older than 24 hours.
     *
     * @param scope see {@link io.linklog.topology.decision.IdempotencyScope}
     * @param time of the command at hand, milliseconds since 1970
     * @return null for none
     */
    @Nullable
    RememberedCommand find(String scope, long time) {
        long day = day(time);
        RememberedCommand found = at(scope, day, time);
        if (found == null) {
            found = at(scope, day - WINDOW_MS, time);
        }
        if (found == null && time + SKEW_MS >= day + WINDOW_MS) {
            found = at(scope, day + WINDOW_MS, time);
        }
        return found;
    }

    void put(String scope, RememberedCommand entry, long time) {
        long day = day(time);
        mark.stored(day);
        store.put(scope, serde.serializer().serialize(SERDE_TOPIC, entry), day);
    }

    /**
     * Stores an entry that the log gave, unless the store has one that came after it. An outcome comes after every
     * forward, though its command may be older than that of a forward: a repeat can be forwarded in between.
     */
    void restore(String scope, RememberedCommand entry) {
        long time = entry.getDecidedAt().toEpochMilli();
        RememberedCommand stored = read(store.fetch(scope, day(time)));
        if (stored == null || !isAfter(stored, entry)) {
            put(scope, entry, time);
        }
    }

    private static boolean isAfter(RememberedCommand one, RememberedCommand other) {
        boolean sameKind = (one.getOutcome() == null) == (other.getOutcome() == null);
        return sameKind ? one.getDecidedAt().isAfter(other.getDecidedAt()) : one.getOutcome() != null;
    }

    private static long day(long time) {
        return time - Math.floorMod(time, WINDOW_MS);
    }

    private @Nullable RememberedCommand read(byte @Nullable [] bytes) {
        return bytes == null ? null : serde.deserializer().deserialize(SERDE_TOPIC, bytes);
    }

    private @Nullable RememberedCommand at(String scope, long day, long time) {
        if (day < 0) {
            return null;
        }
        RememberedCommand entry = read(store.fetch(scope, day));
        if (entry == null) {
            return null;
        }
        Instant expiry = entry.getDecidedAt().plus(LIFETIME);
        return expiry.toEpochMilli() > time ? entry : null;
    }
}
