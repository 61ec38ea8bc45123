package io.linklog.kit.process;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for what a process needs before it can start. Servers come up in any order, so that one being away is no error:
 * it is waited for, with a message. Confined to the thread that starts the process.
 */
public final class Startup {

    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration BETWEEN_MESSAGES = Duration.ofSeconds(5);

    private Startup() {}

    /**
     * Repeats an attempt until it succeeds, for ever; the process is meant to be stopped from outside when that is too
     * long.
     *
     * @param what for people: "Kafka at localhost:9092"
     * @param attempt must have a deadline of its own
     * @throws InterruptedException when the process is being stopped
     */
    public static <T> T await(String what, Callable<T> attempt) throws InterruptedException {
        long nextMessage = System.nanoTime();
        boolean waited = false;
        while (true) {
            try {
                T result = attempt.call();
                if (waited) {
                    LOG.info("{} is there, going on", what);
                }
                return result;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                waited = true;
                if (System.nanoTime() - nextMessage >= 0) {
                    LOG.info("Waiting for {}: {}", what, e.toString());
                    nextMessage = System.nanoTime() + BETWEEN_MESSAGES.toNanos();
                }
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
