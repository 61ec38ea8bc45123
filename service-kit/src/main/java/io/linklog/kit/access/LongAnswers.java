package io.linklog.kit.access;

import io.linklog.mesh.async.DaemonThreads;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends answers that go on for long, such as streams and batches, when the key of their caller no longer works. The
 * routes bound the number of such answers. Thread-safe.
 */
public final class LongAnswers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LongAnswers.class);

    /** A revoked key stops within a second; the watch of etcd needs a part of it. */
    private static final Duration PERIOD = Duration.ofMillis(200);

    /** A running answer, until it is closed. */
    public final class Running implements AutoCloseable {
        private final Caller caller;
        private final Runnable cutOff;

        private Running(Caller caller, Runnable cutOff) {
            this.caller = caller;
            this.cutOff = cutOff;
        }

        /** The answer has ended. Idempotent. */
        @Override
        public void close() {
            running.remove(this);
        }
    }

    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("key-watch"));

    LongAnswers() {
        watch.scheduleWithFixedDelay(this::endInvalid, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Adds an answer.
     *
     * @param cutOff ends it at once and does not block; called at most once
     * @return to be closed when the answer has ended
     */
    public Running add(Caller caller, Runnable cutOff) {
        Running answer = new Running(caller, cutOff);
        running.add(answer);
        return answer;
    }

    private void endInvalid() {
        for (Running answer : running) {
            try {
                if (!answer.caller.isValid() && running.remove(answer)) {
                    answer.cutOff.run();
                }
            } catch (RuntimeException e) {
                LOG.error("A long answer whose key no longer works cannot be ended", e); // a throw would end the watch
            }
        }
    }

    /** Ends the watch, not the answers. */
    @Override
    public void close() {
        watch.shutdownNow();
    }
}
