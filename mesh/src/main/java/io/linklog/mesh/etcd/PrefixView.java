package io.linklog.mesh.etcd;

import io.linklog.mesh.async.DaemonThreads;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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
 * The values of all keys under a prefix of etcd, kept current on one thread. While etcd is unavailable the last known
 * values stay. A value that cannot be read is counted, logged and ignored: its key keeps the last value that could be
 * read. Thread-safe.
 */
public final class PrefixView<T> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PrefixView.class);

    /** Parses an entry of etcd. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Etcd.Entry entry) throws MalformedValueException;
    }

    /** Called on the view's thread, which follows no changes meanwhile. */
    @FunctionalInterface
    public interface Listener<T> {

        /**
         * Called after the first list and after each change.
         *
         * @param values the values by key; a live map of the view, valid only during the call
         */
        void onChanged(Map<String, T> values);

        /** The values are current: etcd answered, and no other change is known. Not called after {@link #onChanged}. */
        default void onConfirmed() {}
    }

    private final String what;
    private final Reader<T> reader;
    private final Listener<T> listener;
    private final Counter malformed;
    private final Counter divergence;
    private final ScheduledExecutorService thread;

    // confined to the thread above
    private final Map<String, Etcd.Entry> entries = new HashMap<>();
    private final Map<String, T> values = new HashMap<>();
    private final Follower follower;

    /**
     * Begins to follow. Does not wait for etcd.
     *
     * @param what the noun for one value in log lines, meters and in the thread's name, for example "route"
     * @param recheck how often all keys are listed and compared
     */
    public PrefixView(
            Etcd etcd,
            String prefix,
            String what,
            Duration recheck,
            Reader<T> reader,
            Listener<T> listener,
            MeterRegistry meters) {
        this.what = what;
        this.reader = reader;
        this.listener = listener;
        String meter = "linklog." + what.replace('-', '.') + "s";
        this.malformed = Counter.builder(meter + ".malformed")
                .description("Values in etcd that are not a valid " + what)
                .register(meters);
        this.divergence = Counter.builder(meter + ".divergence")
                .description(
                        "Values of the kind " + what + " whose change the watch lost, as a recheck found; should be 0")
                .register(meters);
        this.thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named(what + "-view"));
        this.follower = new Follower(etcd, prefix, recheck, new FollowedValues(), thread);
    }

    /** Runs a step on the view's thread, between two changes; does nothing after {@link #close}. */
    public void run(Runnable step) {
        try {
            thread.execute(step);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    /** For tests of the recheck: applies an entry as if the watch had delivered it. */
    public void simulateChange(Etcd.Entry entry) throws InterruptedException, ExecutionException {
        thread.submit(() -> {
                    put(entry);
                    notifyListener();
                })
                .get();
    }

    // the methods below run on the view's thread

    private void put(Etcd.Entry entry) {
        if (entry.equals(entries.put(entry.key(), entry))) {
            return;
        }
        try {
            values.put(entry.key(), reader.read(entry));
        } catch (MalformedValueException e) {
            malformed.increment();
            LOG.warn(
                    "Ignoring etcd key {}, which is not a valid {}: {}. {}",
                    entry.key(),
                    what,
                    e.getMessage(),
                    values.containsKey(entry.key()) ? "The previous value stays in use" : "It has no previous value");
        }
    }

    private void delete(String key) {
        entries.remove(key);
        values.remove(key);
    }

    private void notifyListener() {
        listener.onChanged(Collections.unmodifiableMap(values));
    }

    private final class FollowedValues implements Follower.Target {
        @Override
        public void replace(Etcd.Listing listing) {
            Set<String> gone = new HashSet<>(entries.keySet());
            listing.entries().forEach(entry -> gone.remove(entry.key()));
            gone.forEach(PrefixView.this::delete);
            listing.entries().forEach(PrefixView.this::put);
            notifyListener();
        }

        @Override
        public void apply(List<PrefixWatch.Change> changes) {
            for (PrefixWatch.Change change : changes) {
                Etcd.Entry known = entries.get(change.key());
                if (known != null && known.modRevision() > change.revision()) {
                    continue; // delivered twice
                }
                if (change.entry() != null) {
                    put(change.entry());
                } else {
                    delete(change.key());
                }
            }
            notifyListener();
        }

        @Override
        public void confirm() {
            listener.onConfirmed();
        }

        @Override
        public Set<String> differences(Etcd.Listing listing, Set<String> changedSince) {
            return listing.differences(entries, changedSince);
        }

        @Override
        public void onDivergence(int keys) {
            divergence.increment(keys);
        }
    }

    /** Ends following; waits for 10 s at most. Idempotent. */
    @Override
    public void close() {
        Future<?> ending;
        try {
            ending = thread.submit(follower::close);
        } catch (RejectedExecutionException e) {
            return; // already closed
        }
        try {
            ending.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The {} view was not closed properly: {}", what, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }
}
