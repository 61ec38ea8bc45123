package io.linklog.query.lookup;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Follows the offsets that the projector commits for a keyspace, and unpins the events below them some seconds later.
 *
 * <p>The delay is a margin. The proof of {@link LinkLookup} assumes that every reader of Cassandra sees a write once
 * the projector has committed its offset.
 */
final class ProjectorProgress implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private record Commit(long atNanos, long[] offsets) {}

    private final LogOffsets offsets;
    private final String keyspace;
    private final Overlay overlay;
    private final Duration linger;
    private final LongSupplier nanoTime;
    private final Deque<Commit> commits = new ArrayDeque<>(); // confined to the loop
    private final Loop loop;

    /**
     * Starts following.
     *
     * @param linger how long an event stays in the overlay after the projector committed it
     */
    ProjectorProgress(
            LogOffsets offsets,
            String keyspace,
            Overlay overlay,
            Duration linger,
            LongSupplier nanoTime,
            Health health) {
        this.offsets = offsets;
        this.keyspace = keyspace;
        this.overlay = overlay;
        this.linger = linger;
        this.nanoTime = nanoTime;
        this.loop = Loop.start("projector-progress", this::step, health);
    }

    private void step() throws Exception {
        Thread.sleep(EVERY.toMillis());
        commits.addLast(new Commit(nanoTime.getAsLong(), offsets.findProjected(keyspace)));
        while (!commits.isEmpty() && nanoTime.getAsLong() - commits.getFirst().atNanos >= linger.toNanos()) {
            long[] settled = commits.removeFirst().offsets;
            for (int partition = 0; partition < settled.length; partition++) {
                overlay.unpin(partition, settled[partition]);
            }
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
