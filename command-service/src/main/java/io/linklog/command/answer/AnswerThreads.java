package io.linklog.command.answer;

import io.linklog.mesh.async.DaemonThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The threads that read outcomes, render them and write them to connections. A few are enough because an answer fits
 * into the socket's buffer. The maximum number of waiting commands bounds their queue.
 */
public final class AnswerThreads implements Executor, AutoCloseable {

    private static final int THREADS = 4;
    private static final int CLOSE_DEADLINE_SECONDS = 5;

    private final ExecutorService threads;

    public AnswerThreads() {
        this.threads = Executors.newFixedThreadPool(THREADS, DaemonThreads.named("answers"));
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Waits up to five seconds for queued tasks. Idempotent. */
    @Override
    public void close() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(CLOSE_DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            threads.shutdownNow();
        }
    }
}
