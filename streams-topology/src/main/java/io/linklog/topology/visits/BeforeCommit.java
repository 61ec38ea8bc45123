package io.linklog.topology.visits;

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
 * A store that keeps nothing: it lets a processor do something before each commit, in the transaction that is
 * committed.
 *
 * <p>Kafka Streams has no public way to do so. A punctuator does not help: a commit may come before it (an interval, a
 * rebalance, the end), and would move past records whose effect is still in the processor's memory. But before each
 * commit of a task that took records, Streams flushes the caches of the task's stores, and tells a cache from its
 * interface {@link CachedStateStore}; its own caches then forward what they held, as the action here does, from the
 * node that they belong to. Both are internal to Streams (seen in 4.3.1: {@code StreamTask.prepareCommit},
 * {@code ProcessorStateManager.flushCache}, {@code TimestampedCacheFlushListener}). An upgrade that changes them turns
 * {@code VisitTopologyTest} red, since nothing would be counted any more.
 */
final class BeforeCommit implements StateStore, CachedStateStore<Object, Object> {

    /** Makes one for each task. */
    static final class Builder implements StoreBuilder<BeforeCommit> {
        private final String name;

        Builder(String name) {
            this.name = name;
        }

        @Override
        public BeforeCommit build() {
            return new BeforeCommit(name);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public StoreBuilder<BeforeCommit> withCachingEnabled() {
            throw new UnsupportedOperationException("keeps nothing");
        }

        @Override
        public StoreBuilder<BeforeCommit> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<BeforeCommit> withLoggingEnabled(Map<String, String> config) {
            throw new UnsupportedOperationException("keeps nothing");
        }

        @Override
        public StoreBuilder<BeforeCommit> withLoggingDisabled() {
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

    private BeforeCommit(String name) {
        this.name = name;
    }

    /**
     * Sets what is done. To be called by {@code init} of the one processor that it belongs to, whose context's
     * {@code forward} then works in the action.
     */
    void set(ProcessorContext<?, ?> context, Runnable before) {
        InternalProcessorContext<?, ?> inner = (InternalProcessorContext<?, ?>) context;
        ProcessorNode<?, ?, ?, ?> node = inner.currentNode();
        action = () -> {
            ProcessorNode<?, ?, ?, ?> previous = inner.currentNode();
            inner.setCurrentNode(node);
            try {
                before.run();
            } finally {
                inner.setCurrentNode(previous);
            }
        };
    }

    /** Nothing is done any more. */
    void clear() {
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
        // what is in the processor's memory is the processor's
    }
}
