package io.linklog.topology.rebuild;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/** Deletes all entries of some stores, a few at a time. Confined to the task's thread. */
final class StoreClearing implements AutoCloseable {

    /** An open iterator and what deletes the entry that it is at. */
    private interface Entries extends AutoCloseable {
        boolean deleteNext();

        @Override
        void close();
    }

    private final Deque<StateStore> left;
    private @Nullable Entries open;

    /** @param stores key-value stores and window stores with text as keys */
    StoreClearing(List<? extends StateStore> stores) {
        this.left = new ArrayDeque<>(stores);
    }

    /**
     * Deletes until a time.
     *
     * @param until by {@link System#nanoTime}
     * @return whether nothing is left
     */
    boolean deleteUntil(long until) {
        while (System.nanoTime() < until) {
            if (open == null) {
                StateStore next = left.poll();
                if (next == null) {
                    return true;
                }
                open = entries(next);
            }
            if (!open.deleteNext()) {
                open.close();
                open = null;
            }
        }
        return false;
    }

    @SuppressWarnings("unchecked")
    private static Entries entries(StateStore store) {
        return store instanceof KeyValueStore<?, ?> byKey
                ? byKey((KeyValueStore<String, byte[]>) byKey)
                : byWindow((WindowStore<String, byte[]>) store);
    }

    private static Entries byKey(KeyValueStore<String, byte[]> store) {
        KeyValueIterator<String, byte[]> all = store.all();
        return new Entries() {
            @Override
            public boolean deleteNext() {
                if (!all.hasNext()) {
                    return false;
                }
                store.delete(all.next().key);
                return true;
            }

            @Override
            public void close() {
                all.close();
            }
        };
    }

    private static Entries byWindow(WindowStore<String, byte[]> store) {
        KeyValueIterator<Windowed<String>, byte[]> all = store.all();
        return new Entries() {
            @Override
            public boolean deleteNext() {
                if (!all.hasNext()) {
                    return false;
                }
                Windowed<String> key = all.next().key;
                store.put(key.key(), null, key.window().start());
                return true;
            }

            @Override
            public void close() {
                all.close();
            }
        };
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
