package io.linklog.query.http;

import io.javalin.http.Context;
import io.linklog.kit.http.ApiRoutes;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.kit.tracing.TraceLog;
import io.linklog.mesh.async.Causes;
import io.linklog.mesh.async.DaemonThreads;
import io.linklog.mesh.http.Deadline;
import io.linklog.query.cassandra.Reading;
import io.linklog.query.lookup.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests when their reads complete. No thread waits. Threads of this class make the bodies, never those of
 * the Cassandra driver. Bounded in number and time: see {@link Reading} for what ends with its caller. Thread-safe.
 */
public final class AsyncAnswers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AsyncAnswers.class);

    static final int MOST_AT_ONCE = 256;

    /** Each walk runs up to 50 statements at once; the driver has room for 1,024 on a connection. */
    static final int MOST_WALKS = 16;

    private static final int WRITERS = 4;

    private final Duration deadline;
    private final ClientPlaces places;
    private final ClientPlaces walks;
    private final Function<Context, String> clients;
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS, DaemonThreads.named("answers"));

    /**
     * Makes the places of an instance.
     *
     * @param deadline of a whole read, which may run several statements with deadlines of their own
     */
    public static AsyncAnswers open(Duration deadline, ServiceRuntime runtime) {
        return new AsyncAnswers(
                deadline,
                runtime.places("reads", "concurrent reads", MOST_AT_ONCE),
                runtime.places("lists", "concurrent lists and statistics", MOST_WALKS),
                runtime.clients()::of);
    }

    /** @param clients name the client of a request, which gets a share of the places */
    AsyncAnswers(Duration deadline, ClientPlaces places, ClientPlaces walks, Function<Context, String> clients) {
        this.deadline = deadline;
        this.places = places;
        this.walks = walks;
        this.clients = clients;
    }

    /**
     * Answers a request with the result of a read, or with a problem when the read fails. Gives up at the deadline of
     * this class, or at the caller's deadline if the request names an earlier one; the read is then cancelled. A read
     * keeps its place until the last of its statements has ended and its caller has read the answer.
     *
     * @param read starts a few statements
     */
    public <T> void answer(Context ctx, Function<Reading, CompletableFuture<T>> read, Consumer<T> writer) {
        answer(ctx, places, read, writer);
    }

    /** The same for a read of many statements: a list, statistics. Few of these run at once. */
    public <T> void walk(Context ctx, Function<Reading, CompletableFuture<T>> read, Consumer<T> writer) {
        answer(ctx, walks, read, writer);
    }

    private <T> void answer(
            Context ctx, ClientPlaces room, Function<Reading, CompletableFuture<T>> read, Consumer<T> writer) {
        long millis = Deadline.fromHeader(ctx.header(Deadline.HEADER))
                .map(callers -> callers.atMost(deadline))
                .orElseGet(() -> Deadline.after(deadline))
                .millisLeft();
        if (millis == 0) {
            problem(
                    ctx,
                    Problem.unavailable(
                            "The deadline in " + Deadline.HEADER + " has passed; try again with a later one"));
            return;
        }
        ClientPlaces.Place place = room.take(clients.apply(ctx));
        AtomicInteger users = new AtomicInteger(2); // the read and the answer
        Runnable leave = () -> {
            if (users.decrementAndGet() == 0) {
                place.close();
            }
        };
        HttpApi.whenAnswered(ctx, leave);
        Reading reading = new Reading(HttpApi.trace(ctx), Duration.ofMillis(millis), leave);
        CompletableFuture<T> found = reading.begin(read);
        // before the future of the answer, which the server may never ask for: the caller may be gone
        CompletableFuture<T> timely = found.copy().orTimeout(millis, TimeUnit.MILLISECONDS);
        timely.whenComplete((value, error) -> reading.end());
        ctx.future(() -> timely.thenAcceptAsync(writer, writers)
                .exceptionallyAsync(
                        error -> {
                            answerFailure(ctx, error);
                            return null;
                        },
                        writers));
    }

    /** Answers with a problem; a browser at a page for visitors gets it as a page. */
    public void problem(Context ctx, Problem problem) {
        HttpApi.answer(ctx, problem);
        if (!ApiRoutes.isApi(ctx.path()) && HtmlPage.isAccepted(ctx.header("Accept"))) {
            ctx.header("Content-Security-Policy", HtmlPage.CONTENT_SECURITY_POLICY);
            ctx.header("Vary", "Accept");
            ctx.contentType(HtmlPage.MEDIA_TYPE);
            ctx.result(HtmlPage.error(problem.title(), problem.detail() + "."));
        }
    }

    /**
     * Answers 304 when the caller already has the entity; else runs the answer.
     *
     * @param etag including its quotes
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

    private void answerFailure(Context ctx, Throwable error) {
        Throwable cause = Causes.unwrap(error);
        if (cause instanceof ProblemException expected) {
            problem(ctx, expected.problem());
        } else if (cause instanceof UnavailableException unavailable) {
            problem(ctx, Problem.unavailable(unavailable.detail()));
        } else if (cause instanceof TimeoutException
                || cause instanceof CancellationException
                || cause instanceof com.datastax.oss.driver.api.core.DriverException) {
            LOG.debug("Cassandra did not answer {} {}", ctx.method(), ctx.path(), cause);
            problem(
                    ctx,
                    Problem.unavailable("Linklog is waiting for its store, which has not answered within the deadline;"
                            + " try again in a moment"));
        } else {
            TraceLog.run(HttpApi.trace(ctx), () -> LOG.error("{} {} failed", ctx.method(), ctx.path(), cause));
            problem(ctx, Problem.of(500, "internal", "Internal error", "The service failed and logged the error"));
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
