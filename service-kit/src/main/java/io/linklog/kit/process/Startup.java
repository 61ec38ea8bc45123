package io.linklog.kit.process;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the servers that a process needs. Servers start in any order, so an unavailable one is not an error: the
 * process logs it and waits. Confined to the thread that starts the process.
 */
public final class Startup {

    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration BETWEEN_MESSAGES = Duration.ofSeconds(5);

    private Startup() {}

    /**
     * Repeats an attempt until it succeeds, without a limit. An operator or an orchestrator stops the process if the
     * wait is too long.
     *
     * @param what the server in log lines, for example "Kafka at localhost:9092"
     * @param attempt must have its own deadline
     * @throws InterruptedException if the process is being stopped
     */
    public static <T> T await(String what, Callable<T> attempt) throws InterruptedException {
        long nextMessage = System.nanoTime();
        boolean waited = false;
        while (true) {
            try {
                T result = attempt.call();
                if (waited) {
                    LOG.info("{} is available", what);
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
