package io.linklog.visits;

import io.linklog.kit.process.Startup;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeyWatch;
import io.linklog.mesh.etcd.MalformedValueException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows which generations of the count there are. While etcd is away the last known stand. Thread-safe. */
public final class FollowedCounts implements Supplier<Counts>, AutoCloseable {

    /** The etcd key of the {@link Counts}; absent before the first recount. Changed by compare-and-set only. */
    public static final String KEY = "/linklog/visits/counts";

    private static final Logger LOG = LoggerFactory.getLogger(FollowedCounts.class);

    private final Consumer<Counts> listener;
    private final KeyWatch watch;
    private volatile Counts now;

    /**
     * Waits for etcd, then goes on following.
     *
     * @param listener is told what is there and each change of it, one after another; may take its time
     */
    public FollowedCounts(Etcd etcd, Consumer<Counts> listener) throws InterruptedException {
        this.listener = listener;
        this.now = Startup.await(
                "etcd to say which count of visits holds (" + KEY + ")", () -> read(etcd.await(etcd.get(KEY))));
        listener.accept(now);
        this.watch = etcd.watch(KEY, this::see);
    }

    private void see(Optional<Etcd.Entry> entry) {
        if (entry.isEmpty() && !now.equals(Counts.FIRST)) {
            LOG.error("etcd key {} is gone, going on as before", KEY);
            return;
        }
        Counts seen;
        try {
            seen = read(entry);
        } catch (MalformedValueException e) {
            LOG.error("etcd key {} cannot be read, going on as before: {}", KEY, e.getMessage());
            return;
        }
        if (!seen.equals(now)) {
            listener.accept(seen);
            now = seen;
        }
    }

    /** What the key says; without it there was no recount yet. */
    public static Counts read(Optional<Etcd.Entry> entry) throws MalformedValueException {
        return entry.isEmpty() ? Counts.FIRST : CountsJson.read(entry.get().value());
    }

    /** Those that are there now, as far as is known. */
    @Override
    public Counts get() {
        return now;
    }

    /** Ends following; the last known stand. */
    @Override
    public void close() {
        watch.close();
    }
}
