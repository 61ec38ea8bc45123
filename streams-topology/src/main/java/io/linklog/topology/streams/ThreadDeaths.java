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
 * What follows when a stream thread dies: another one takes its place, since what was not committed is done again. When
 * that happens too often it is a fault that repeats itself, and the process ends, for its supervisor to see.
 * Thread-safe.
 */
final class ThreadDeaths implements StreamsUncaughtExceptionHandler {

    static final int MOST = 5;
    static final Duration WITHIN = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(ThreadDeaths.class);
    private static final long REGISTRY_PAUSE_MS = 1_000;

    private final Health health;
    private final LongSupplier nanoTime;
    private final Deque<Long> deaths = new ArrayDeque<>();

    ThreadDeaths(Health health, LongSupplier nanoTime) {
        this.health = health;
        this.nanoTime = nanoTime;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable error) {
        if (DeadLetterHandler.isRegistryAway(error)) {
            // waits on the dying thread, which has nothing else to do, so that the next one does not spin
            LOG.warn("A record's schema is not known here and the registry is away; reading it again: {}", text(error));
            pause();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        if (error instanceof Error || isTooOften()) {
            LOG.error("A stream thread died, and too often or too badly to go on", error);
            health.died("stream thread", text(error));
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error("A stream thread died; another takes its place and does again what was not committed", error);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private synchronized boolean isTooOften() {
        long now = nanoTime.getAsLong();
        deaths.addLast(now);
        while (now - deaths.getFirst() > WITHIN.toNanos()) {
            deaths.removeFirst();
        }
        return deaths.size() > MOST;
    }

    private static String text(Throwable error) {
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
