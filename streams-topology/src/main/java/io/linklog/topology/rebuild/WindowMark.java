package io.linklog.topology.rebuild;

import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * The mark of a window store. It lies in the window of the latest entry: it must neither expire before the entries nor
 * make them expire. Confined to the task's thread.
 */
public final class WindowMark {

    private final WindowStore<String, byte[]> store;
    // the latest window with an entry or a mark: the store drops what is put far before it
    private long latest;

    public WindowMark(WindowStore<String, byte[]> store) {
        this.store = store;
    }

    /** The latest mark; null for none. */
    public byte @Nullable [] read() {
        byte[] mark = null;
        try (WindowStoreIterator<byte[]> marks = store.fetch(RebuiltStores.MARK, 0, Long.MAX_VALUE)) {
            while (marks.hasNext()) {
                KeyValue<Long, byte[]> one = marks.next();
                latest = Math.max(latest, one.key);
                mark = one.value;
            }
        }
        return mark;
    }

    /** Stores a mark. */
    public void put(byte[] mark) {
        store.put(RebuiltStores.MARK, mark, latest);
    }

    /**
     * Says that an entry was stored.
     *
     * @param window start of its window, milliseconds since 1970
     */
    public void stored(long window) {
        latest = Math.max(latest, window);
    }
}
