package io.linklog.topology.links;

import io.linklog.topology.decision.UrlChange;
import io.linklog.topology.decision.UrlEntry;
import io.linklog.topology.rebuild.RebuiltStores;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Which active links point to a URL, for findIfExists. Each link has an entry of its own, so adding one needs no read.
 * The index lags behind the links of other partitions by one or two commits: a hit is a candidate that the owner of the
 * code must confirm.
 */
final class UrlIndex {

    /**
     * The most entries that a look-up reads: a few milliseconds. A tenant that makes more links to one URL may get
     * another link instead of a hit, but cannot stop the commands of others.
     */
    private static final int MOST_ENTRIES = 1_000;

    private static final StringSerializer TEXT = new StringSerializer();
    // occurs neither in a code nor in the key of a URL
    private static final char SEPARATOR = ' ';

    private static final String NEXT = "!next";

    private final KeyValueStore<String, byte[]> store;

    UrlIndex(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    byte @Nullable [] mark() {
        return store.get(RebuiltStores.MARK);
    }

    void putMark(byte[] mark) {
        store.put(RebuiltStores.MARK, mark);
    }

    /** The offset of the next change to apply; null when it was never stored. */
    @Nullable
    Long next() {
        byte[] offset = store.get(NEXT);
        return offset == null ? null : (Long) Long.parseLong(new String(offset, StandardCharsets.US_ASCII));
    }

    void putNext(long offset) {
        store.put(NEXT, Long.toString(offset).getBytes(StandardCharsets.US_ASCII));
    }

    void apply(UrlChange change) {
        String entry = change.key() + SEPARATOR + change.code();
        if (change.present()) {
            store.put(entry, change.entry().toBytes());
        } else {
            store.delete(entry);
        }
    }

    /**
     * Shows the links that point to a URL, or did until one or two commits ago.
     *
     * @param key of the URL, see {@link io.linklog.schemas.topics.CommandKey#url}
     * @param taken ends the walk by returning true
     */
    void candidates(String key, Predicate<UrlEntry> taken) {
        String prefix = key + SEPARATOR;
        try (KeyValueIterator<String, byte[]> entries = store.prefixScan(prefix, TEXT)) {
            for (int read = 0; entries.hasNext() && read < MOST_ENTRIES; read++) {
                KeyValue<String, byte[]> entry = entries.next();
                if (taken.test(UrlEntry.parse(entry.key.substring(prefix.length()), entry.value))) {
                    return;
                }
            }
        }
    }
}
