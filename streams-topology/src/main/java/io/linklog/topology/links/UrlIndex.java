package io.linklog.topology;

import io.linklog.schemas.topics.CommandKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which active links point to a URL, for findIfExists: an entry a link, so that adding one needs no read. It runs
 * behind the links of other partitions by a commit or two, so that a hit is a candidate and must be confirmed by the
 * owner of the code.
 */
final class UrlIndex {

    /** More candidates than this are not looked at: one is enough unless it was just deleted. */
    private static final int MOST_CANDIDATES = 16;

    private static final byte[] PRESENT = {1};
    private static final StringSerializer TEXT = new StringSerializer();
    // stands in no code and in no key of a URL
    private static final char SEPARATOR = ' ';
    private static final char ADDED = '+';
    private static final char REMOVED = '-';

    private final KeyValueStore<String, byte[]> store;

    UrlIndex(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /**
     * One entry that comes or goes.
     *
     * @param key as {@link CommandKey#url} makes it; it says which partition keeps the entry
     */
    record Change(String key, String code, boolean added) {

        static Change added(String tenant, String longUrl, String code) {
            return new Change(CommandKey.url(tenant, longUrl), code, true);
        }

        static Change removed(String tenant, String longUrl, String code) {
            return new Change(CommandKey.url(tenant, longUrl), code, false);
        }

        /** The value on the repartition topic, under the key. */
        String toText() {
            return (added ? ADDED : REMOVED) + code;
        }

        static Change parse(String key, String text) {
            return new Change(key, text.substring(1), text.charAt(0) == ADDED);
        }
    }

    void apply(Change change) {
        String entry = change.key + SEPARATOR + change.code;
        if (change.added) {
            store.put(entry, PRESENT);
        } else {
            store.delete(entry);
        }
    }

    /** Codes of links that point to the URL, or did a moment ago. */
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
