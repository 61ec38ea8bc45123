package io.linklog.topology.streams;

import io.linklog.kit.process.Health;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that dies; the new one repeats what was not committed. If threads die too often, the error
 * repeats itself, and the process ends so that its supervisor notices. Thread-safe.
 */
final class ThreadDeathHandler implements StreamsUncaughtExceptionHandler {

    /** More deaths than this within {@link #PERIOD} end the process. */
    static final int MOST = 5;

    static final Duration PERIOD = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(ThreadDeathHandler.class);
    private static final long REGISTRY_PAUSE_MS = 1_000;

    private final Health health;
    private final LongSupplier nanoTime;
    private final Deque<Long> deaths = new ArrayDeque<>();

    /** @param nanoTime of a monotonic clock */
    ThreadDeathHandler(Health health, LongSupplier nanoTime) {
        this.health = health;
        this.nanoTime = nanoTime;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable error) {
        if (DeadLetterHandler.isRegistryUnavailable(error)) {
            LOG.warn(
                    "The schema of a record is unknown and the schema registry is unavailable; reading again: {}",
                    rootCause(error));
            // on the dying thread, which has nothing else to do; without a pause the threads would spin
            pause();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        if (error instanceof Error || isTooOften()) {
            LOG.error(
                    "A stream thread died; this error cannot be repaired by a new thread, so the process ends", error);
            health.reportDeath("stream thread", rootCause(error));
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error("A stream thread died; a new one repeats what was not committed", error);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private synchronized boolean isTooOften() {
        long now = nanoTime.getAsLong();
        deaths.addLast(now);
        while (now - deaths.getFirst() > PERIOD.toNanos()) {
            deaths.removeFirst();
        }
        return deaths.size() > MOST;
    }

    private static String rootCause(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }

    private static void pause() {
        try {
            Thread.sleep(REGISTRY_PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
