package io.linklog.mesh.http;

import io.linklog.mesh.async.DaemonThreads;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An {@link HttpClient} with a time limit for the whole exchange. HTTP/1.1, no redirects. Thread-safe.
 *
 * <p>{@link HttpRequest#timeout} is not enough: it covers the time until the headers, so a body that stalls would block
 * its call forever.
 */
public final class TimedHttp {

    private final HttpClient http;
    private final ExecutorService threads;
    private final ScheduledThreadPoolExecutor timer;

    /** @param name the prefix of its threads' names */
    public TimedHttp(String name, Duration connectTimeout) {
        // as HttpClient's default executor: daemon threads, started on demand, ended after an idle minute
        this.threads = Executors.newCachedThreadPool(DaemonThreads.named(name + "-http"));
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .connectTimeout(connectTimeout)
                .build();
        this.timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.named(name + "-timer"));
        // nearly all time limits are cancelled; without this each one would stay queued until its time
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Sends a request. Fails with a {@link TimeoutException} at the time limit. Cancelling the future cancels the
     * exchange.
     *
     * @param of the receiver, for the message of the exception
     */
    public <T> CompletableFuture<HttpResponse<T>> send(
            HttpRequest request, HttpResponse.BodyHandler<T> body, Duration limit, String of) {
        CompletableFuture<HttpResponse<T>> result = new CompletableFuture<>();
        // before the exchange, so no exchange is without a time limit
        ScheduledFuture<?> timeout = after(
                limit,
                () -> result.completeExceptionally(
                        new TimeoutException("no complete answer from " + of + " within " + limit.toMillis() + " ms")));
        CompletableFuture<HttpResponse<T>> exchange = http.sendAsync(request, body);
        exchange.whenComplete((response, error) -> {
            if (error == null) {
                result.complete(response);
            } else {
                result.completeExceptionally(error);
            }
        });
        result.whenComplete((response, error) -> {
            timeout.cancel(false);
            exchange.cancel(true); // no effect after completion
        });
        return result;
    }

    /** Runs a task later, not on the timer's thread: a slow task must not delay the time limits of other calls. */
    public ScheduledFuture<?> after(Duration delay, Runnable task) {
        return timer.schedule(() -> threads.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The threads of this client, for the continuations of an answer. */
    public Executor threads() {
        return threads;
    }

    /** Schedules no further tasks. The time limits of exchanges in flight stay in effect. */
    public void close() {
        timer.shutdown();
    }

    /** Cancels all exchanges. */
    public void abort() {
        timer.shutdownNow();
        threads.shutdownNow();
    }
}
