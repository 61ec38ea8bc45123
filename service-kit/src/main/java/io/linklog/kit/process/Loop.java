package io.linklog.kit.process;

import io.linklog.mesh.async.DaemonThreads;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A background thread that repeats a step until it is closed. If the step throws an exception, the loop logs it, pauses
 * and repeats the step; the pause doubles with each failure in a row. If the step throws an {@link Error}, the loop
 * ends and reports a death to {@link Health}; {@link ServiceProcess} then ends the process.
 */
public final class Loop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

    /** The work of one round. Returns within about a second, or when {@link Loop#close()} wakes or interrupts it. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    private final String name;
    private final Step step;
    private final @Nullable Runnable wakeUp;
    private final Health health;
    private final Thread thread;
    private volatile boolean closing;

    private Loop(String name, Step step, @Nullable Runnable wakeUp, Health health) {
        this.name = name;
        this.step = step;
        this.wakeUp = wakeUp;
        this.health = health;
        this.thread = DaemonThreads.thread(name, this::run);
    }

    /**
     * Starts a loop whose step ends on a wake-up. {@link #close()} interrupts it only if it still runs five seconds
     * later.
     *
     * @param wakeUp ends a waiting step, for example {@code consumer::wakeup}; called once per close, on the closing
     *     thread
     */
    public static Loop start(String name, Step step, Runnable wakeUp, Health health) {
        return start(new Loop(name, step, wakeUp, health));
    }

    /** Starts a loop whose step may be interrupted: {@link #close()} interrupts it at once. */
    public static Loop start(String name, Step step, Health health) {
        return start(new Loop(name, step, null, health));
    }

    private static Loop start(Loop loop) {
        loop.thread.start();
        return loop;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!closing) {
            try {
                step.run();
                pause = FIRST_PAUSE;
            } catch (InterruptedException e) {
                if (!closing) {
                    LOG.warn("{} was interrupted without being closed; it continues", name);
                }
            } catch (Exception e) {
                if (closing) {
                    return;
                }
                LOG.warn("{} failed; the next attempt is in {} ms", name, pause.toMillis(), e);
                pause(pause);
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            } catch (Throwable e) {
                LOG.error("{} ended with an error; the process must be restarted", name, e);
                health.reportDeath(name, e.toString());
                return;
            }
        }
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            // close() interrupts, and the condition of the loop then ends it
        }
    }

    /** Ends the loop. Waits at most ten seconds for the current step; interrupts it after five. Idempotent. */
    @Override
    public void close() {
        closing = true;
        if (wakeUp != null) {
            wakeUp.run();
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        if (wakeUp == null) {
            thread.interrupt();
        }
        try {
            thread.join(CLOSE_DEADLINE.toMillis() / 2);
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(CLOSE_DEADLINE.toMillis() / 2);
            }
            if (thread.isAlive()) {
                LOG.warn("{} did not end within {}", name, CLOSE_DEADLINE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
