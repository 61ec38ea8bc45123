package io.linklog.query.lookup;

import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.SlugEnv;
import java.time.Duration;

/**
 * How links are looked up.
 *
 * @param cacheEntries links kept in memory; about 1 KB each
 * @param overlayEvents events kept in memory until the projector has written them; about 1 KB each
 * @param fenceWait the longest time that a miss waits for the log to be read before it is answered
 * @param readDeadline timeout of one statement to Cassandra
 * @param spellings of names that visitors ask for
 */
public record LookupSettings(
        int cacheEntries, int overlayEvents, Duration fenceWait, Duration readDeadline, Spellings spellings) {

    /** Reads them; mistakes are reported by {@link Env#check()}. */
    public static LookupSettings from(Env env) {
        return new LookupSettings(
                env.integer("LINKLOG_CACHE_ENTRIES", 200_000, 0, 100_000_000, "links kept in memory, 1 KB each"),
                env.integer(
                        "LINKLOG_OVERLAY_EVENTS",
                        100_000,
                        1_000,
                        100_000_000,
                        "events kept in memory until the projector has written them, 1 KB each"),
                env.duration(
                        "LINKLOG_FENCE_WAIT",
                        Duration.ofSeconds(1),
                        "longest wait of an unknown code until the log is read to its end"),
                env.duration(
                        "LINKLOG_READ_DEADLINE",
                        Duration.ofSeconds(2),
                        "timeout of one read; LINKLOG_CASSANDRA_TIMEOUT applies if it is shorter"),
                new Spellings(SlugEnv.ignoreCase(env)));
    }

    /** The deadline of one whole read of the API: a miss that waits for the fence, and one more statement. */
    public Duration requestDeadline() {
        return readDeadline.multipliedBy(2).plus(fenceWait);
    }
}
