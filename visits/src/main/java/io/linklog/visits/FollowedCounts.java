package io.linklog.visits;

import io.linklog.kit.process.Startup;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeptValue;
import io.linklog.mesh.etcd.KeyWatch;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.mesh.etcd.RememberedValue;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the {@link Counts} in etcd. While etcd is unavailable, or if the value is deleted or malformed, the last
 * valid value stays in use. If etcd has lost it, it is written back. Thread-safe.
 */
public final class FollowedCounts implements Supplier<Counts>, AutoCloseable {

    /** The etcd key of the {@link Counts}; absent before the first recount. Writers use compare-and-set. */
    public static final String KEY = "/linklog/visits/counts";

    private static final Logger LOG = LoggerFactory.getLogger(FollowedCounts.class);

    private final Consumer<Counts> listener;
    private final KeyWatch watch;
    private volatile Counts latest;

    /**
     * Waits until etcd answers, then watches the key.
     *
     * @param listener gets the first value on the calling thread, then each change on another thread, one at a time;
     *     may block
     */
    public FollowedCounts(Etcd etcd, Consumer<Counts> listener) throws InterruptedException {
        this(etcd, () -> etcd.await(etcd.get(KEY)), seen -> {}, listener);
    }

    /**
     * For readers: watches the key, from the last value that was seen if etcd is away.
     *
     * @param lastKnown the file that holds that value; no other process may write it
     */
    public static FollowedCounts fromLastKnown(Etcd etcd, Path lastKnown) throws InterruptedException {
        RememberedValue stored = new RememberedValue(etcd, KEY, lastKnown);
        return new FollowedCounts(etcd, stored::get, stored::remember, counts -> {});
    }

    private FollowedCounts(
            Etcd etcd,
            Callable<Optional<Etcd.Entry>> first,
            Consumer<Optional<Etcd.Entry>> remember,
            Consumer<Counts> listener)
            throws InterruptedException {
        this.listener = listener;
        this.latest = Startup.await("etcd (key " + KEY + ")", () -> read(first.call()));
        listener.accept(latest);
        KeptValue kept = new KeptValue(etcd, KEY, this::isOlder);
        this.watch = etcd.watch(KEY, entry -> {
            Optional<Etcd.Entry> now = kept.keep(entry);
            remember.accept(now);
            update(now);
        });
    }

    private boolean isOlder(String value) {
        try {
            return CountsJson.read(value).highest() <= latest.highest();
        } catch (MalformedValueException e) {
            return false;
        }
    }

    private void update(Optional<Etcd.Entry> entry) {
        if (entry.isEmpty() && !latest.equals(Counts.FIRST)) {
            LOG.error("The etcd key {} was deleted; its last value stays in use", KEY);
            return;
        }
        Counts next;
        try {
            next = read(entry);
        } catch (MalformedValueException e) {
            LOG.error("The etcd key {} has a malformed value; its last value stays in use: {}", KEY, e.getMessage());
            return;
        }
        if (!next.equals(latest)) {
            listener.accept(next);
            latest = next;
        }
    }

    /**
     * Reads the value of the key.
     *
     * @param entry empty before the first recount
     * @throws MalformedValueException if the value is not valid JSON of {@link Counts}
     */
    public static Counts read(Optional<Etcd.Entry> entry) throws MalformedValueException {
        return entry.isEmpty() ? Counts.FIRST : CountsJson.read(entry.get().value());
    }

    /** The latest known value. */
    @Override
    public Counts get() {
        return latest;
    }

    /** Ends the watch. {@link #get()} keeps its value. */
    @Override
    public void close() {
        watch.close();
    }
}
