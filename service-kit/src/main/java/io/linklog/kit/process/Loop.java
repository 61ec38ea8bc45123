package io.linklog.kit.process;

import io.linklog.mesh.async.DaemonThreads;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A background thread that repeats one step until it is closed. A step that throws is logged and repeated after a
 * growing pause; one that throws an {@link Error} ends the loop and reports its death to {@link Health}, so that the
 * process is restarted rather than left half alive.
 */
public final class Loop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

    /** One round of work. Should return within a second or so, or be ended by {@link Loop#close()}'s wake-up. */
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
     * Starts a loop.
     *
     * @param wakeUp is called at close, from another thread, to end a step that waits (for example
     *     {@code consumer::wakeup})
     */
    public static Loop start(String name, Step step, Runnable wakeUp, Health health) {
        return start(new Loop(name, step, wakeUp, health));
    }

    /**
     * Starts a loop whose step sleeps, or waits for what is no loss when it does not come: it is interrupted at close.
     */
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
                    LOG.warn("{} was interrupted though nobody closed it; it goes on", name);
                }
            } catch (Exception e) {
                if (closing) {
                    return;
                }
                LOG.warn("{} failed and tries again in {} ms", name, pause.toMillis(), e);
                pause(pause);
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            } catch (Throwable e) {
                LOG.error("{} died; this process needs a restart", name, e);
                health.died(name, e.toString());
                return;
            }
        }
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            // only close() interrupts, and then the loop condition ends it
        }
    }

    /** Ends the loop and waits for the step under way, ten seconds at most. Idempotent. */
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
