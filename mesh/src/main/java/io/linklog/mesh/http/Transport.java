package io.linklog.mesh.http;

import io.linklog.mesh.registry.Instance;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends one attempt to one instance by {@link HttpClient}, HTTP/1.1 without TLS, following no redirects. Thread-safe.
 *
 * <p>Has its own time limit because {@link HttpRequest#timeout} ends with the headers: a body that stalls would hold its
 * call for ever.
 */
final class Transport implements AutoCloseable {

    private final HttpClient http;
    private final Executor threads;
    private final ScheduledThreadPoolExecutor timer;
    private final int maxResponseBytes;

    Transport(MeshHttpSettings settings) {
        this.maxResponseBytes = settings.maxResponseBytes();
        // what HttpClient has by default: started on demand, daemons, gone after a minute without work
        this.threads = Executors.newCachedThreadPool(task -> daemon(task, "mesh-http"));
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .connectTimeout(settings.connectTimeout())
                .build();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "mesh-timer"));
        // nearly all time limits are cancelled: without this each would stay queued for its full time
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Completes with a {@link TimeoutException} when the time is up. Cancelling it breaks the exchange off. */
    CompletableFuture<HttpResponse<byte[]>> send(
            Instance instance, HttpRequest request, Deadline deadline, Duration limit) {
        HttpRequest addressed = addressed(request, instance, deadline);
        CompletableFuture<HttpResponse<byte[]>> result = new CompletableFuture<>();
        // first of all, so that nothing is sent that no time limit ends
        ScheduledFuture<?> timeout = after(
                limit,
                () -> result.completeExceptionally(
                        new TimeoutException("No answer of " + instance.id() + " in " + limit.toMillis() + " ms")));
        CompletableFuture<HttpResponse<byte[]>> exchange =
                http.sendAsync(addressed, info -> new BoundedBody(maxResponseBytes));
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

    /** Not on the timer's thread: what a caller does on completion must not delay the time limits of others. */
    ScheduledFuture<?> after(Duration delay, Runnable task) {
        return timer.schedule(() -> threads.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static HttpRequest addressed(HttpRequest request, Instance instance, Deadline deadline) {
        String host = instance.host().contains(":") ? "[" + instance.host() + "]" : instance.host();
        URI uri = request.uri();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return HttpRequest.newBuilder(
                        request,
                        (name, value) ->
                                !name.equalsIgnoreCase(Deadline.HEADER) && !name.equalsIgnoreCase(MeshHttpClient.TO))
                .uri(URI.create("http://" + host + ":" + instance.port() + uri.getRawPath() + query))
                .header(Deadline.HEADER, deadline.headerValue())
                .header(MeshHttpClient.TO, instance.service() + "/" + instance.id())
                .build();
    }

    /** Time limits of attempts in flight still end them. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
