package io.linklog.mesh.etcd;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All values that etcd has under a prefix, read and followed on one thread; while etcd is away those of before stand.
 * What cannot be read is named in the log and passed over: the key keeps the value that was read last. Thread-safe.
 */
public final class PrefixView<T> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PrefixView.class);

    /** Makes a value of what stands in etcd. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Etcd.Entry item) throws MalformedValueException;
    }

    /** Is told on the view's thread, which following waits for. */
    @FunctionalInterface
    public interface Listener<T> {

        /**
         * After the first listing and after each change.
         *
         * @param values by key; not to be kept, it changes with the view
         */
        void changed(Map<String, T> values);

        /** A value could not be read. */
        default void malformed() {}

        /** A recheck found that the watch had lost changes of so many keys. */
        default void diverged(int keys) {}
    }

    private final String what;
    private final Reader<T> reader;
    private final Listener<T> listener;
    private final ScheduledExecutorService thread;

    // confined to the thread above
    private final Map<String, Etcd.Entry> items = new HashMap<>();
    private final Map<String, T> values = new HashMap<>();
    private final Follower follower;

    /**
     * Begins to follow; does not wait for etcd.
     *
     * @param what one value is, for the log and the thread's name: "route"
     * @param recheck how often all is compared with etcd
     */
    public PrefixView(Etcd etcd, String prefix, String what, Duration recheck, Reader<T> reader, Listener<T> listener) {
        this.what = what;
        this.reader = reader;
        this.listener = listener;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread t = new Thread(task, what + "-view");
            t.setDaemon(true);
            return t;
        });
        this.follower = new Follower(etcd, prefix, recheck, new Following(), thread);
    }

    /** Does something on the view's thread, between two changes; nothing once it is closed. */
    public void run(Runnable step) {
        try {
            thread.execute(step);
        } catch (RejectedExecutionException e) {
            // closed: nobody is told anything any more
        }
    }

    /** For tests of the recheck: as if the watch had brought this. */
    public void pretend(Etcd.Entry item) throws InterruptedException, ExecutionException {
        thread.submit(() -> {
                    put(item);
                    tell();
                })
                .get();
    }

    // from here on: on the thread

    private void put(Etcd.Entry item) {
        if (item.equals(items.put(item.key(), item))) {
            return;
        }
        try {
            values.put(item.key(), reader.read(item));
        } catch (MalformedValueException e) {
            listener.malformed();
            LOG.warn(
                    "etcd key {} is no {} and is passed over, {} stands: {}",
                    item.key(),
                    what,
                    values.containsKey(item.key()) ? "the one before" : "none",
                    e.getMessage());
        }
    }

    private void delete(String key) {
        items.remove(key);
        values.remove(key);
    }

    private void tell() {
        listener.changed(Collections.unmodifiableMap(values));
    }

    private final class Following implements Follower.Target {
        @Override
        public void replaced(Etcd.Listing listing) {
            Set<String> gone = new HashSet<>(items.keySet());
            listing.entries().forEach(item -> gone.remove(item.key()));
            gone.forEach(PrefixView.this::delete);
            listing.entries().forEach(PrefixView.this::put);
            tell();
        }

        @Override
        public void changed(List<PrefixWatch.Change> changes) {
            for (PrefixWatch.Change change : changes) {
                Etcd.Entry former = items.get(change.key());
                if (former != null && former.modRevision() > change.revision()) {
                    continue; // told twice
                }
                if (change.entry() != null) {
                    put(change.entry());
                } else {
                    delete(change.key());
                }
            }
            tell();
        }

        @Override
        public void confirmed() {}

        @Override
        public Set<String> differences(Etcd.Listing listing, Set<String> changedSince) {
            return listing.differences(items, changedSince);
        }

        @Override
        public void diverged(int keys) {
            listener.diverged(keys);
        }
    }

    /** Ends following; ten seconds at most. Idempotent. */
    @Override
    public void close() {
        Future<?> ending;
        try {
            ending = thread.submit(follower::close);
        } catch (RejectedExecutionException e) {
            return; // closed before
        }
        try {
            ending.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The {} view did not end in order: {}", what, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }
}
