package io.linklog.mesh.http;

import io.linklog.mesh.registry.Instance;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;

/** Sends one attempt to one instance, over plain HTTP. Thread-safe. */
final class Transport implements AutoCloseable {

    private final TimedHttp http;
    private final int maxResponseBytes;

    Transport(MeshHttpSettings settings) {
        this.maxResponseBytes = settings.maxResponseBytes();
        this.http = new TimedHttp("mesh", settings.connectTimeout());
    }

    /** As {@link TimedHttp#send}. */
    CompletableFuture<HttpResponse<byte[]>> send(
            Instance instance, HttpRequest request, Deadline deadline, Duration limit) {
        return http.send(
                addressTo(request, instance, deadline),
                info -> new BoundedBody(maxResponseBytes),
                limit,
                instance.id());
    }

    /** As {@link TimedHttp#after}. */
    ScheduledFuture<?> after(Duration delay, Runnable task) {
        return http.after(delay, task);
    }

    private static HttpRequest addressTo(HttpRequest request, Instance instance, Deadline deadline) {
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

    /** The time limits of attempts in flight stay in effect. */
    @Override
    public void close() {
        http.close();
    }
}
