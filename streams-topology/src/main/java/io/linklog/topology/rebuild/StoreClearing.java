package io.linklog.topology.rebuild;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

    private final Deque<Supplier<Entries<?>>> left = new ArrayDeque<>();
    private @Nullable Entries<?> open;

    StoreClearing(List<KeyValueStore<String, byte[]>> byKey, List<WindowStore<String, byte[]>> byWindow) {
        byKey.forEach(store -> left.add(() -> new Entries<>(store.all(), store::delete)));
        byWindow.forEach(store -> left.add(() -> new Entries<>(
                store.all(), key -> store.put(key.key(), null, key.window().start()))));
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
                Supplier<Entries<?>> next = left.poll();
                if (next == null) {
                    return true;
                }
                open = next.get();
            }
            if (!open.deleteNext()) {
                open.close();
                open = null;
            }
        }
        return false;
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
