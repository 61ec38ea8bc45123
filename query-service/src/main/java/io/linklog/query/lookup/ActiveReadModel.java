package io.linklog.query.lookup;

import io.linklog.kit.cassandra.KeyspaceKeys;
import io.linklog.kit.process.Loop;
import io.linklog.kit.process.Startup;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeyWatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The read model that readers read, and its exchange for another when etcd names another keyspace. The new one is made
 * whole beside the old one first; then the reference is swapped. A request that took the old one goes on with it.
 * Thread-safe.
 */
public final class ActiveReadModel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveReadModel.class);

    /** Longer than any request lives. */
    private static final Duration RETIREMENT = Duration.ofSeconds(10);

    private record Retired(ReadModel model, long atNanos) {}

    private final ReadModel.Parts parts;
    private final BlockingQueue<Boolean> doorbell = new ArrayBlockingQueue<>(1);
    private final Deque<Retired> retired = new ArrayDeque<>(); // confined to the loop
    private volatile ReadModel current;
    private volatile String wanted;
    private final KeyWatch watch;
    private final Loop loop;
    private @Nullable ReadModel coming; // confined to the loop

    /** Opens the keyspace that etcd names; waits, with messages, until all it needs is there and the log is read. */
    public ActiveReadModel(ReadModel.Parts parts, Etcd etcd) throws InterruptedException {
        this.parts = parts;
        String keyspace = Startup.await(
                "the projector to name a keyspace in etcd (" + KeyspaceKeys.ACTIVE + ")",
                () -> etcd.await(etcd.get(KeyspaceKeys.ACTIVE))
                        .orElseThrow(() -> new IllegalStateException("there is none yet"))
                        .value());
        this.wanted = keyspace;
        ReadModel first = Startup.await("the tables of keyspace " + keyspace, () -> ReadModel.open(parts, keyspace));
        try {
            Startup.await("the end of the log", () -> {
                if (!first.atEnd()) {
                    throw new IllegalStateException(first.tail().lag() + " events are still to be read");
                }
                return true;
            });
        } catch (InterruptedException e) {
            closeQuietly(first);
            throw e;
        }
        this.current = first;
        this.loop = Loop.start("keyspace-switch", this::follow, () -> doorbell.offer(true), parts.health());
        this.watch = etcd.watch(KeyspaceKeys.ACTIVE, this::named);
    }

    /** The one to read from; take it once for a request, so that the request sees one keyspace only. */
    public ReadModel current() {
        return current;
    }

    private void named(Optional<Etcd.Entry> entry) {
        if (entry.isEmpty()) {
            LOG.warn("etcd names no keyspace any more; going on with {}", wanted);
            return;
        }
        wanted = entry.get().value();
        doorbell.offer(true);
    }

    private void follow() throws Exception {
        doorbell.poll(1, TimeUnit.SECONDS);
        closeRetired(RETIREMENT);
        String keyspace = wanted;
        ReadModel next = coming;
        if (next != null && !next.keyspace().equals(keyspace)) {
            LOG.info("Keyspace {} is not wanted any more", next.keyspace());
            coming = null;
            next.close();
            next = null;
        }
        if (keyspace.equals(current.keyspace())) {
            return;
        }
        if (next == null) {
            LOG.info("Making ready to read from keyspace {} instead of {}", keyspace, current.keyspace());
            next = ReadModel.open(parts, keyspace);
            coming = next;
        }
        if (next.atEnd()) {
            retired.addLast(new Retired(current, System.nanoTime()));
            current = next;
            coming = null;
            LOG.info("Reading from keyspace {}", keyspace);
        } else {
            doorbell.offer(true);
        }
    }

    private void closeRetired(Duration age) {
        while (!retired.isEmpty() && System.nanoTime() - retired.getFirst().atNanos >= age.toNanos()) {
            closeQuietly(retired.removeFirst().model);
        }
    }

    private static void closeQuietly(ReadModel model) {
        try {
            model.close();
        } catch (Exception e) {
            LOG.warn("Keyspace {} was not let go of cleanly", model.keyspace(), e);
        }
    }

    @Override
    public void close() throws Exception {
        watch.close();
        loop.close();
        closeRetired(Duration.ZERO);
        ReadModel next = coming;
        if (next != null) {
            closeQuietly(next);
        }
        current.close();
    }
}
