package io.linklog.topology;

import io.linklog.schemas.RememberedCommand;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * What was decided under idempotency keys in the last 24 hours of record time.
 *
 * <p>A window store, because it and its changelog forget by themselves. Entries lie at the start of their day, so that
 * a look is two exact reads (today, yesterday), which a Bloom filter answers for a new key; a look over a range of
 * times would open an iterator on every segment.
 */
final class Remembered {

    /** How long the same request gets the same answer. */
    static final Duration FOR = Duration.ofHours(24);

    /** What the store must keep: an entry at the start of a day is asked for until the end of the next. */
    static final Duration RETENTION = Duration.ofHours(49);

    /** The store's window: a day. */
    static final Duration WINDOW = Duration.ofHours(24);

    private static final long WINDOW_MS = WINDOW.toMillis();
    // clocks of two writers may differ by this much around midnight, the most that a broker lets a record be ahead
    private static final long SKEW_MS = Duration.ofHours(1).toMillis();

    private final WindowStore<String, RememberedCommand> store;

    Remembered(WindowStore<String, RememberedCommand> store) {
        this.store = store;
    }

    /**
     * The entry of a scope that is not older than 24 hours at a time.
     *
     * @param scope tenant, operation, named code and idempotency key
     * @param time milliseconds since 1970, of the record at hand
     */
    @Nullable
    RememberedCommand find(String scope, long time) {
        long day = time - Math.floorMod(time, WINDOW_MS);
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
        store.put(scope, entry, time - Math.floorMod(time, WINDOW_MS));
    }

    private @Nullable RememberedCommand at(String scope, long day, long time) {
        if (day < 0) {
            return null;
        }
        RememberedCommand entry = store.fetch(scope, day);
        if (entry == null) {
            return null;
        }
        Instant forgotten = entry.getDecidedAt().plus(FOR);
        return forgotten.toEpochMilli() > time ? entry : null;
    }
}
