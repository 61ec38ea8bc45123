package io.linklog.query.lookup;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Follows what the projector has committed for a keyspace and lets the overlay go of it, some seconds later.
 *
 * <p>The look-up is right without the delay. It is a margin for what its proof takes for granted: that Cassandra shows
 * a write to every reader from the moment the projector commits its offset.
 */
final class ProjectorProgress implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private record Seen(long atNanos, long[] offsets) {}

    private final LogOffsets offsets;
    private final String keyspace;
    private final Overlay overlay;
    private final Duration linger;
    private final LongSupplier nanoTime;
    private final Deque<Seen> seen = new ArrayDeque<>(); // confined to the loop
    private final Loop loop;

    /**
     * Starts following.
     *
     * @param linger how long an event stays in the overlay after the projector wrote it
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
        this.loop = Loop.start("projector-progress", this::look, health);
    }

    private void look() throws Exception {
        Thread.sleep(EVERY.toMillis());
        seen.addLast(new Seen(nanoTime.getAsLong(), offsets.projected(keyspace)));
        while (!seen.isEmpty() && nanoTime.getAsLong() - seen.getFirst().atNanos >= linger.toNanos()) {
            long[] settled = seen.removeFirst().offsets;
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
