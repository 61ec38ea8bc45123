package io.linklog.kit.decider;

import io.linklog.kit.process.Startup;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import io.linklog.mesh.etcd.KeyWatch;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the orders to build stores again. An order is a number; a store that was built under a lower one is cleared
 * and built again. Numbers are times, so they grow even if etcd forgets the latest one. Thread-safe.
 */
public final class RebuildOrders implements LongSupplier, AutoCloseable {

    /** The etcd key of the latest order: milliseconds since 1970. Absent before the first one. */
    public static final String KEY = "/linklog/decider/rebuild";

    /** Nothing was ordered. */
    public static final long NONE = 0;

    private static final Logger LOG = LoggerFactory.getLogger(RebuildOrders.class);
    private static final int MOST_ATTEMPTS = 10;

    private final Etcd etcd;
    private volatile long latest;
    private volatile @Nullable KeyWatch watch;

    /** Waits until etcd answers. */
    public RebuildOrders(Etcd etcd) throws InterruptedException {
        this.etcd = etcd;
        this.latest = Startup.await("etcd (key " + KEY + ")", () -> read(etcd.await(etcd.get(KEY))));
    }

    /**
     * Follows the key from now on. Called once.
     *
     * @param listener called for each order that came after the start, once {@link #getAsLong} gives it, on a thread of
     *     its own; may block
     */
    public void follow(Runnable listener) {
        watch = etcd.watch(KEY, entry -> update(read(entry), listener));
    }

    private void update(long order, Runnable listener) {
        // an older one comes from an older etcd, and has been followed
        if (order > latest) {
            LOG.info("All stores are cleared and built again from the log, as ordered (number {})", order);
            latest = order;
            listener.run();
        }
    }

    /** The order in an entry; {@link #NONE} if there is none, or no number. */
    public static long read(Optional<Etcd.Entry> entry) {
        try {
            return entry.map(Etcd.Entry::value).map(Long::parseLong).orElse(NONE);
        } catch (NumberFormatException e) {
            LOG.error("The etcd key {} has a value that is no number: {}", KEY, e.getMessage());
            return NONE;
        }
    }

    /**
     * Gives an order. If an answer of etcd is lost, the order may have been given; giving another one is harmless.
     *
     * @param nowMillis milliseconds since 1970
     * @return its number, higher than that of the order before
     * @throws EtcdUnavailableException if etcd does not answer, or others give orders all the time
     */
    public static long give(Etcd etcd, long nowMillis) throws InterruptedException {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Optional<Etcd.Entry> before = etcd.await(etcd.get(KEY));
            long order = Math.max(nowMillis, read(before) + 1);
            long revision = before.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT);
            if (etcd.await(etcd.compareAndSet(KEY, revision, Long.toString(order)))
                    .isPresent()) {
                return order;
            }
        }
        throw new EtcdUnavailableException("The etcd key " + KEY + " changes all the time");
    }

    /** The latest order; {@link #NONE} for none. */
    @Override
    public long getAsLong() {
        return latest;
    }

    /** Ends the watch. {@link #getAsLong} keeps its value. */
    @Override
    public void close() {
        KeyWatch open = watch;
        if (open != null) {
            open.close();
        }
    }
}
