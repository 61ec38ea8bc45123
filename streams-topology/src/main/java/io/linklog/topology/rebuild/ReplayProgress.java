package io.linklog.topology.rebuild;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows how far a replay is, in the log of the process and to readiness. Written by one thread, read by any. */
public final class ReplayProgress {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayProgress.class);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private volatile long expected;
    private volatile long done;
    private long lastLine = System.nanoTime();

    /** Begins again. */
    public void expect(long records) {
        expected = records;
        done = 0;
    }

    /** Says that a record was read. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void step() {
        done++;
        long now = System.nanoTime();
        if (now - lastLine > BETWEEN_LINES.toNanos()) {
            lastLine = now;
            LOG.info("Rebuilding stores from the log: {}", this);
        }
    }

    long left() {
        return Math.max(0, expected - done);
    }

    @Override
    public String toString() {
        return done + " of " + expected + " records read";
    }
}
