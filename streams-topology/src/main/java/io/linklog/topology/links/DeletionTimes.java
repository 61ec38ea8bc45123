package io.linklog.topology.links;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.encoding.EpochMicros;
import io.linklog.schemas.names.LinkName;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * When links were deleted, by time: those that were deleted long ago are found without a look at all links. The entries
 * lie in the store of links, so they are lost, rebuilt and committed with it. An entry stays when its link is restored;
 * whoever reads it asks the link. Confined to the task's thread.
 */
final class DeletionTimes {

    /** Begins no name of a link. */
    private static final String PREFIX = "!deleted ";

    private static final byte[] NOTHING = {};

    private final KeyValueStore<String, byte[]> store;

    /**
     * A link was deleted.
     *
     * @param at microseconds since 1970
     */
    record Deletion(String name, long at) {

        /** Whether it is the latest change of a link. */
        boolean isLatestOf(Link link) {
            return isDeleted(link) && at == timeOf(link);
        }

        private String key() {
            return PREFIX + "%019d ".formatted(at) + name;
        }

        private static Deletion parse(String key) {
            int space = key.indexOf(' ', PREFIX.length());
            return new Deletion(key.substring(space + 1), Long.parseLong(key, PREFIX.length(), space, 10));
        }
    }

    DeletionTimes(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** Adds the time of a link that was deleted just now. A takedown is no deletion: the link is kept as evidence. */
    void add(Link link) {
        if (isDeleted(link)) {
            store.put(new Deletion(LinkName.text(link), timeOf(link)).key(), NOTHING);
        }
    }

    /** The earliest deletions up to a time, at most {@code most}. */
    List<Deletion> until(long micros, int most) {
        List<Deletion> found = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> keys = store.range(PREFIX, new Deletion("", micros).key())) {
            while (found.size() < most && keys.hasNext()) {
                found.add(Deletion.parse(keys.next().key));
            }
        }
        return found;
    }

    void remove(Deletion deletion) {
        store.delete(deletion.key());
    }

    private static boolean isDeleted(Link link) {
        return link.getState() == LinkState.DELETED && link.getTakedown() == null && !link.getPurged();
    }

    private static long timeOf(Link link) {
        return Math.max(0, EpochMicros.of(link.getEditedAt())); // a foreign event may have any time
    }
}
