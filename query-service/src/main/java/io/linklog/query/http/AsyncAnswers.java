package io.linklog.query.http;

import io.javalin.http.Context;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.tracing.TraceLog;
import io.linklog.mesh.async.Causes;
import io.linklog.mesh.async.DaemonThreads;
import io.linklog.mesh.http.Deadline;
import io.linklog.query.lookup.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests when their reads are done. No thread waits; bodies are written by threads of this class, never by
 * those of the Cassandra driver. Bounded in number and time. Thread-safe.
 */
public final class AsyncAnswers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AsyncAnswers.class);

    private static final int MOST_AT_ONCE = 256;
    private static final int WRITERS = 4;

    private final Duration deadline;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS, DaemonThreads.named("answers"));

    /** @param deadline for a whole read, which consists of several statements with deadlines of their own */
    public AsyncAnswers(Duration deadline) {
        this.deadline = deadline;
    }

    /**
     * Answers a request with what a read finds, or with a problem where it fails. Waits no longer than the caller does,
     * where the request says how long that is.
     */
    public <T> void when(Context ctx, Supplier<CompletableFuture<T>> read, Consumer<T> answer) {
        long millis = Deadline.fromHeader(ctx.header(Deadline.HEADER))
                .map(callers -> callers.atMost(deadline))
                .orElseGet(() -> Deadline.after(deadline))
                .millisLeft();
        if (millis == 0) {
            problem(
                    ctx,
                    Problem.unavailable("The time that " + Deadline.HEADER + " gave is over; try again with more"));
            return;
        }
        if (!places.tryAcquire()) {
            problem(ctx, Problem.unavailable("Too many reads at once; try again in a moment"));
            return;
        }
        ctx.future(() -> read.get()
                .copy()
                .orTimeout(millis, TimeUnit.MILLISECONDS)
                .whenComplete((found, error) -> places.release())
                .thenAcceptAsync(answer, writers)
                .exceptionallyAsync(
                        error -> {
                            failed(ctx, error);
                            return null;
                        },
                        writers));
    }

    /** Answers with a problem. */
    public void problem(Context ctx, Problem problem) {
        HttpApi.answer(ctx, problem);
    }

    /**
     * Answers 304 where the caller has the entity already, else as told.
     *
     * @param etag with its quotes
     */
    public void unlessUnchanged(Context ctx, String etag, Runnable answer) {
        ctx.header("ETag", etag);
        String known = ctx.header("If-None-Match");
        if (known != null && names(known, etag)) {
            ctx.status(304);
            return;
        }
        answer.run();
    }

    private void failed(Context ctx, Throwable error) {
        Throwable cause = Causes.unwrap(error);
        if (cause instanceof ProblemException expected) {
            problem(ctx, expected.problem());
        } else if (cause instanceof UnavailableException unavailable) {
            problem(ctx, Problem.unavailable(unavailable.getMessage()));
        } else if (cause instanceof TimeoutException
                || cause instanceof com.datastax.oss.driver.api.core.DriverException) {
            LOG.debug("{} {} was not answered by Cassandra", ctx.method(), ctx.path(), cause);
            problem(
                    ctx,
                    Problem.unavailable("The database does not answer in the time there is; try again in a moment"));
        } else {
            TraceLog.run(HttpApi.trace(ctx), () -> LOG.error("{} {} failed", ctx.method(), ctx.path(), cause));
            problem(ctx, Problem.of(500, "internal", "Something went wrong here", "This is a fault of the service"));
        }
    }

    private static boolean names(String ifNoneMatch, String etag) {
        for (String part : ifNoneMatch.split(",", -1)) {
            String candidate = part.strip();
            if (candidate.equals("*") || candidate.equals(etag) || candidate.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        writers.shutdown();
    }
}
