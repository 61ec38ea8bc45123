package io.linklog.mesh.registry;

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
 * The thread of something that is kept on a lease: takes a step three times in a time to live, ten times while etcd
 * does not answer, and others when asked. A step may wait for etcd; one that fails is tried again.
 */
final class LeaseLoop {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseLoop.class);
    private static final Duration LAST_STEP_WITHIN = Duration.ofSeconds(10);

    interface Step {
        void run() throws InterruptedException;
    }

    private final String key;
    private final Duration ttl;
    private final ScheduledExecutorService thread;

    // confined to the thread above
    private boolean silence;
    private boolean stopped;

    /** @param key in etcd that is kept, for the log */
    LeaseLoop(String key, Duration ttl) {
        this.key = key;
        this.ttl = ttl;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread t = new Thread(task, "keeps " + key);
            t.setDaemon(true);
            return t;
        });
    }

    /** Takes this step now and from then on. */
    void start(Step keep) {
        thread.execute(() -> tick(keep));
    }

    /** Takes a step soon, but not when closed. */
    void run(Step step) {
        try {
            thread.execute(() -> guarded(step));
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    /** Takes the last step, if there was none, and ends; waits some seconds at most. */
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
            return; // closed before
        }
        try {
            ending.get(LAST_STEP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{}: not ended in order ({}); the lease ends by itself", key, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
        }
    }

    // from here on: on the thread

    /** No more steps are taken. */
    void stop() {
        stopped = true;
    }

    /** Whether etcd did not answer last. */
    boolean isSilent() {
        return silence;
    }

    private void tick(Step keep) {
        guarded(keep);
        if (!stopped && !thread.isShutdown()) {
            // never all processes at the same moment
            long usual = ttl.toMillis() / (silence ? 10 : 3);
            long wait = ThreadLocalRandom.current().nextLong(usual * 9 / 10, usual * 11 / 10 + 1);
            thread.schedule(() -> tick(keep), wait, TimeUnit.MILLISECONDS);
        }
    }

    private void guarded(Step step) {
        if (stopped) {
            return;
        }
        try {
            step.run();
            if (silence) {
                silence = false;
                LOG.info("{}: etcd answers again", key);
            }
        } catch (InterruptedException e) {
            stopped = true;
        } catch (RuntimeException e) {
            if (!silence) {
                silence = true;
                LOG.warn("{}: {}; trying on", key, e.getMessage());
            }
        }
    }
}
