package io.linklog.mesh.registry;

import io.linklog.mesh.async.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that keeps an etcd key on a lease. It runs the periodic step three times per time to live, ten times while
 * etcd does not answer, and other steps on request. A step may wait for etcd. A periodic step that fails is repeated.
 */
final class LeaseLoop {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseLoop.class);
    private static final Duration LAST_STEP_TIMEOUT = Duration.ofSeconds(10);

    interface Step {
        void run() throws InterruptedException;
    }

    private final String key;
    private final Duration ttl;
    private final ScheduledExecutorService thread;

    // confined to the thread above
    private boolean silent;
    private boolean stopped;

    /** @param key the etcd key, for the log and the thread's name */
    LeaseLoop(String key, Duration ttl) {
        this.key = key;
        this.ttl = ttl;
        this.thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("lease " + key));
    }

    /** Runs the periodic step now and from then on. */
    void start(Step keep) {
        thread.execute(() -> tick(keep));
    }

    /** Runs a step soon; does nothing after {@link #close}. */
    void run(Step step) {
        try {
            thread.execute(() -> runGuarded(step));
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    /** Runs the last step, unless stopped, and ends. Waits a few seconds at most. */
    void close(Step last) {
        Future<?> ending;
        try {
            ending = thread.submit(() -> {
                if (!stopped) {
                    last.run();
                }
                stopped = true;
                return null;
            });
        } catch (RejectedExecutionException e) {
            return; // already closed
        }
        try {
            ending.get(LAST_STEP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{}: not closed properly ({}); the lease expires", key, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }

    // the methods below run on the thread

    /** Ends the loop: no more steps run. */
    void stop() {
        stopped = true;
    }

    /** Whether the last step failed. */
    boolean isSilent() {
        return silent;
    }

    private void tick(Step keep) {
        runGuarded(keep);
        if (!stopped && !thread.isShutdown()) {
            // a jitter, so that processes do not call at the same moment
            long interval = ttl.toMillis() / (silent ? 10 : 3);
            long wait = ThreadLocalRandom.current().nextLong(interval * 9 / 10, interval * 11 / 10 + 1);
            thread.schedule(() -> tick(keep), wait, TimeUnit.MILLISECONDS);
        }
    }

    private void runGuarded(Step step) {
        if (stopped) {
            return;
        }
        try {
            step.run();
            if (silent) {
                silent = false;
                LOG.info("{}: etcd answers again", key);
            }
        } catch (InterruptedException e) {
            stopped = true;
        } catch (RuntimeException e) {
            if (!silent) {
                silent = true;
                LOG.warn("{}: {}; retrying", key, e.getMessage());
            }
        }
    }
}
