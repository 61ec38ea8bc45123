package io.linklog.topology.streams;

import java.util.Map;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action of a processor before each commit, inside the transaction that commits. It registers as a store, but
 * stores nothing.
 *
 * <p>Kafka Streams has no public hook for this. A punctuator may run after the commit that it should precede (at an
 * interval, a rebalance or the end), and that commit would move past records whose effect is still in memory. But
 * before each commit of a task that processed records, Streams flushes the caches of the task's stores, and recognises
 * a cache by the interface {@link CachedStateStore}. Its own caches then forward their content from the node that they
 * belong to, as the action here does. Both are internal to Streams (4.3.1: {@code StreamTask.prepareCommit},
 * {@code ProcessorStateManager.flushCache}, {@code TimestampedCacheFlushListener}). If an upgrade changes them, nothing
 * is counted and {@code VisitTopologyTest} fails.
 */
public final class CommitHook implements StateStore, CachedStateStore<Object, Object> {

    /** Builds an instance for each task. */
    public static final class Builder implements StoreBuilder<CommitHook> {
        private final String name;

        public Builder(String name) {
            this.name = name;
        }

        @Override
        public CommitHook build() {
            return new CommitHook(name);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public StoreBuilder<CommitHook> withCachingEnabled() {
            throw new UnsupportedOperationException("This store stores nothing");
        }

        @Override
        public StoreBuilder<CommitHook> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<CommitHook> withLoggingEnabled(Map<String, String> config) {
            throw new UnsupportedOperationException("This store stores nothing");
        }

        @Override
        public StoreBuilder<CommitHook> withLoggingDisabled() {
            return this;
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }

        @Override
        public boolean loggingEnabled() {
            return false;
        }
    }

    private final String name;
    private @Nullable Runnable action;
    private boolean open;

    private CommitHook(String name) {
        this.name = name;
    }

    /**
     * Sets the action. The processor that owns this hook calls it in {@code init}. In the action, the {@code forward}
     * of its context works.
     */
    public void set(ProcessorContext<?, ?> context, Runnable beforeCommit) {
        InternalProcessorContext<?, ?> inner = (InternalProcessorContext<?, ?>) context;
        ProcessorNode<?, ?, ?, ?> node = inner.currentNode();
        action = () -> {
            ProcessorNode<?, ?, ?, ?> previous = inner.currentNode();
            inner.setCurrentNode(node);
            try {
                beforeCommit.run();
            } finally {
                inner.setCurrentNode(previous);
            }
        };
    }

    /** Removes the action. */
    public void clear() {
        action = null;
    }

    @Override
    public void flushCache() {
        if (action != null) {
            action.run();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        action = null;
        context.register(root, (key, value) -> {});
        open = true;
    }

    @Override
    public void close() {
        open = false;
        action = null;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public void clearCache() {
        // the processor owns what it holds in memory
    }
}
