package io.linklog.mesh.http;

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
 * {@link HttpClient} with a time limit for the whole exchange; HTTP/1.1, follows no redirects. Thread-safe.
 *
 * <p>The limit is its own because {@link HttpRequest#timeout} ends with the headers: a body that stalls would hold its
 * call for ever.
 */
public final class TimedHttp {

    private final HttpClient http;
    private final ExecutorService threads;
    private final ScheduledThreadPoolExecutor timer;

    /** @param name what its threads' names begin with */
    public TimedHttp(String name, Duration connectTimeout) {
        // what HttpClient has by default: started on demand, daemons, gone after a minute without work
        this.threads = Executors.newCachedThreadPool(task -> daemon(task, name + "-http"));
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .connectTimeout(connectTimeout)
                .build();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, name + "-timer"));
        // nearly all time limits are cancelled: without this each would stay queued for its full time
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Sends a request. Completes with a {@link TimeoutException} when the time is up. Cancelling it breaks the exchange
     * off.
     *
     * @param of whom an answer is waited for, for the message
     */
    public <T> CompletableFuture<HttpResponse<T>> send(
            HttpRequest request, HttpResponse.BodyHandler<T> body, Duration limit, String of) {
        CompletableFuture<HttpResponse<T>> result = new CompletableFuture<>();
        // first of all, so that nothing is sent that no time limit ends
        ScheduledFuture<?> timeout = after(
                limit,
                () -> result.completeExceptionally(
                        new TimeoutException("no whole answer of " + of + " in " + limit.toMillis() + " ms")));
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
            exchange.cancel(true); // of no effect once it has completed
        });
        return result;
    }

    /** Not on the timer's thread: what a caller does then must not delay the time limits of others. */
    public ScheduledFuture<?> after(Duration delay, Runnable task) {
        return timer.schedule(() -> threads.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Its threads, for what follows on an answer. */
    public Executor threads() {
        return threads;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Begins nothing later any more; time limits of exchanges in flight still end them. */
    public void close() {
        timer.shutdown();
    }

    /** Breaks off what is under way. */
    public void abort() {
        timer.shutdownNow();
        threads.shutdownNow();
    }
}
