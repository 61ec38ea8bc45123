package io.linklog.projector.tables;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The rows that say which parts of a table there are, such as hours of a list: each is written with the first row of
 * its part, and not again while this remembers it. Not thread-safe.
 *
 * @param <P> names a part
 */
final class KnownParts<P> {

    private static final int MOST = 10_000;

    private final Map<P, Long> added = new HashMap<>();
    private final Set<P> known = new HashSet<>();

    /** Notes a part that gets a row. */
    void add(P part, long writtenAt) {
        if (!known.contains(part)) {
            added.put(part, writtenAt);
        }
    }

    /** Passes the parts on that are not known to be written, each with the write time of a row, and starts again. */
    void drain(BiConsumer<P, Long> parts) {
        added.forEach(parts);
        added.clear();
    }

    /** Marks a part as written, so that it is not written again. */
    void remember(P part) {
        if (known.size() >= MOST) {
            known.clear(); // costs one repeated write for each part
        }
        known.add(part);
    }

    /** Forgets all parts: the next row of each writes it again. */
    void forget() {
        known.clear();
    }
}
