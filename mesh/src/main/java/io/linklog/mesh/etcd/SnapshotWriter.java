package io.linklog.mesh.etcd;

import io.linklog.mesh.async.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes snapshots on a thread of its own. The first of many is written at once; of those that come within a tenth of a
 * second only the last is, so whoever changes values all the time delays nobody who follows them. Thread-safe.
 */
final class SnapshotWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotWriter.class);
    /** A process that dies loses what changed in this time, and reads it from etcd when it starts again. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final int CLOSE_DEADLINE_SECONDS = 5;

    private final SnapshotFile file;
    private final ScheduledExecutorService thread;
    private final AtomicReference<@Nullable Supplier<SnapshotFile.Snapshot>> next = new AtomicReference<>();
    private volatile long earliest = System.nanoTime();

    /** @param what the noun for one value, in the thread's name */
    SnapshotWriter(SnapshotFile file, String what) {
        this.file = file;
        this.thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named(what + "-snapshot"));
    }

    /**
     * Writes a snapshot soon, unless a later one comes first. Does not wait. Does nothing after {@link #close}.
     *
     * @param snapshot called on the writer's thread
     */
    void write(Supplier<SnapshotFile.Snapshot> snapshot) {
        if (next.getAndSet(snapshot) == null) {
            try {
                thread.schedule(this::writeNext, earliest - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // closed
            }
        }
    }

    private void writeNext() {
        Supplier<SnapshotFile.Snapshot> snapshot = next.getAndSet(null);
        if (snapshot == null) {
            return;
        }
        try {
            file.write(snapshot.get());
        } catch (RuntimeException | Error e) {
            // the next change is written again; a throw would be lost in the executor
            LOG.error("The snapshot {} is not written", file.path(), e);
        } finally {
            earliest = System.nanoTime() + PAUSE.toNanos();
        }
    }

    /** Writes the last snapshot; waits for five seconds at most. Idempotent. */
    @Override
    public void close() {
        thread.shutdown(); // what is scheduled still runs
        try {
            if (!thread.awaitTermination(CLOSE_DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The snapshot {} was not written in time", file.path());
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.shutdownNow();
        }
    }
}
