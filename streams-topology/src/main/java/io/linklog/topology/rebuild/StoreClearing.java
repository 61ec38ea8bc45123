package io.linklog.topology.rebuild;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/** Deletes all entries of some stores, a few at a time. Confined to the task's thread. */
final class StoreClearing implements AutoCloseable {

    /** An open iterator and what deletes the entry of a key. */
    private record Entries<K>(KeyValueIterator<K, byte[]> all, Consumer<K> delete) implements AutoCloseable {

        /** Returns whether there was an entry. */
        boolean deleteNext() {
            if (!all.hasNext()) {
                return false;
            }
            delete.accept(all.next().key);
            return true;
        }

        @Override
        public void close() {
            all.close();
        }
    }

    private final Deque<StateStore> left;
    private @Nullable Entries<?> open;

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
    private static Entries<?> entries(StateStore store) {
        if (store instanceof KeyValueStore<?, ?>) {
            KeyValueStore<String, byte[]> byKey = (KeyValueStore<String, byte[]>) store;
            return new Entries<>(byKey.all(), byKey::delete);
        }
        WindowStore<String, byte[]> byWindow = (WindowStore<String, byte[]>) store;
        return new Entries<>(
                byWindow.all(),
                key -> byWindow.put(key.key(), null, key.window().start()));
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
