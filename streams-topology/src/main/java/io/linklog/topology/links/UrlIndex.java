package io.linklog.topology.links;

import io.linklog.topology.decision.UrlChange;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which active links point to a URL, for findIfExists. Each link has an entry of its own, so adding one needs no read.
 * The index lags behind the links of other partitions by one or two commits: a hit is a candidate that the owner of the
 * code must confirm.
 */
final class UrlIndex {

    /** The most candidates that a look-up returns. One is enough, unless its link was just deleted or edited. */
    private static final int MOST_CANDIDATES = 16;

    private static final byte[] PRESENT = {1};
    private static final StringSerializer TEXT = new StringSerializer();
    // occurs neither in a code nor in the key of a URL
    private static final char SEPARATOR = ' ';

    private final KeyValueStore<String, byte[]> store;

    UrlIndex(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    void apply(UrlChange change) {
        String entry = change.key() + SEPARATOR + change.code();
        if (change.added()) {
            store.put(entry, PRESENT);
        } else {
            store.delete(entry);
        }
    }

    /**
     * The codes of links that point to a URL, or did until one or two commits ago.
     *
     * @param key of the URL, see {@link io.linklog.schemas.topics.CommandKey#url}
     */
    List<String> candidates(String key) {
        String prefix = key + SEPARATOR;
        List<String> codes = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> entries = store.prefixScan(prefix, TEXT)) {
            while (entries.hasNext() && codes.size() < MOST_CANDIDATES) {
                codes.add(entries.next().key.substring(prefix.length()));
            }
        }
        return codes;
    }
}
