package io.linklog.query.lookup;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.KeyspaceKeys;
import io.linklog.kit.process.Loop;
import io.linklog.kit.process.Startup;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeptValue;
import io.linklog.mesh.etcd.KeyWatch;
import io.linklog.mesh.etcd.RememberedValue;
import java.nio.file.Path;
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
 * Holds the read model that requests read from, and replaces it when etcd names another keyspace. The new model is
 * built completely beside the old one; then one reference is swapped. A request that took the old model keeps it. If
 * etcd has lost the key, it is written back. Thread-safe.
 */
public final class ActiveReadModel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveReadModel.class);

    /** A replaced model is closed after this time, which is longer than any request takes. */
    private static final Duration RETIREMENT = Duration.ofSeconds(10);

    private record Retired(ReadModel model, long atNanos) {}

    private final ReadModel.Parts parts;
    private final RememberedValue named; // confined to the start, then to the watch
    private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);
    private final Deque<Retired> retired = new ArrayDeque<>(); // confined to the loop
    private volatile ReadModel current;
    private volatile String wanted;
    private final KeyWatch watch;
    private final Loop loop;
    private @Nullable ReadModel nextModel; // confined to the loop

    /**
     * Opens the keyspace that etcd names; while etcd does not answer, the last one that it named. If a replay has
     * switched since, links are still right, since the events that the old tables lack are read from the log. Waits,
     * and logs what it waits for, until every dependency answers and the log is read.
     *
     * @param lastKnown the file that holds the name of the active keyspace; no other process may write it
     */
    public ActiveReadModel(ReadModel.Parts parts, Etcd etcd, Path lastKnown) throws InterruptedException {
        this.parts = parts;
        this.named = new RememberedValue(etcd, KeyspaceKeys.ACTIVE, lastKnown);
        ReadModel first = Startup.await(
                "the keyspace that the projector names in etcd (" + KeyspaceKeys.ACTIVE + "), and its tables",
                () -> ReadModel.open(
                        parts,
                        Keyspace.requireName(named.get()
                                .orElseThrow(() -> new IllegalStateException("etcd names no keyspace yet"))
                                .value())));
        this.wanted = first.keyspace();
        try {
            Startup.await("the end of the log", () -> {
                if (!first.atEnd()) {
                    throw new IllegalStateException(first.tail().lag() + " events are not read yet");
                }
                return true;
            });
        } catch (InterruptedException e) {
            closeQuietly(first);
            throw e;
        }
        this.current = first;
        this.loop = Loop.start("keyspace-switch", this::follow, () -> wakeUps.offer(true), parts.health());
        KeptValue kept = new KeptValue(etcd, KeyspaceKeys.ACTIVE, this::isOlder);
        this.watch = etcd.watch(KeyspaceKeys.ACTIVE, entry -> setWanted(kept.keep(entry)));
    }

    /** The model to read from. A request calls this once, so that it reads from one keyspace only. */
    public ReadModel current() {
        return current;
    }

    private boolean isOlder(String keyspace) {
        return Keyspace.parse(wanted).filter(now -> now.isAfter(keyspace)).isPresent();
    }

    private void setWanted(Optional<Etcd.Entry> entry) {
        if (entry.isEmpty()) {
            LOG.warn("etcd no longer names a keyspace; still reading from {}", wanted);
            return;
        }
        String name = entry.get().value();
        if (Keyspace.parse(name).isEmpty()) {
            LOG.error(
                    "{} in etcd is \"{}\", which is no keyspace of projections; still reading from {}",
                    KeyspaceKeys.ACTIVE,
                    name,
                    wanted);
            return;
        }
        named.remember(entry);
        wanted = name;
        wakeUps.offer(true);
    }

    private void follow() throws Exception {
        wakeUps.poll(1, TimeUnit.SECONDS);
        closeRetired(RETIREMENT);
        String keyspace = wanted;
        ReadModel next = nextModel;
        if (next != null && !next.keyspace().equals(keyspace)) {
            LOG.info("etcd no longer names keyspace {}", next.keyspace());
            nextModel = null;
            next.close();
            next = null;
        }
        if (keyspace.equals(current.keyspace())) {
            return;
        }
        if (next == null) {
            LOG.info("Preparing to read from keyspace {} instead of {}", keyspace, current.keyspace());
            next = ReadModel.open(parts, keyspace);
            nextModel = next;
        }
        if (next.atEnd()) {
            retired.addLast(new Retired(current, System.nanoTime()));
            current = next;
            nextModel = null;
            LOG.info("Reading from keyspace {}", keyspace);
        } else {
            wakeUps.offer(true);
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
            LOG.warn("Closing the read model of keyspace {} failed", model.keyspace(), e);
        }
    }

    @Override
    public void close() throws Exception {
        watch.close();
        loop.close();
        closeRetired(Duration.ZERO);
        ReadModel next = nextModel;
        if (next != null) {
            closeQuietly(next);
        }
        current.close();
    }
}
