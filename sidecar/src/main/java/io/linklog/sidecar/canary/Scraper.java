package io.linklog.sidecar.canary;

import io.linklog.mesh.http.BoundedBody;
import io.linklog.mesh.registry.Instance;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads the request metrics of instances, in parallel, bounded in time and size. */
final class Scraper {

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    // the services answer with about 100 KB
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(DEADLINE).build();

    /**
     * The answers of several instances.
     *
     * @param failures reasons for missing answers, by instance
     */
    record Answers(Map<Life, Served> served, Map<Life, String> failures) {}

    /** One run of an instance's process: counters start at zero with each run. */
    record Life(String id, long generation) {
        static Life of(Instance instance) {
            return new Life(instance.id(), instance.generation());
        }
    }

    /** Reads the metrics of all instances; returns within the deadline. */
    Answers ask(List<Instance> instances) throws InterruptedException {
        Map<Instance, CompletableFuture<Served>> calls = new HashMap<>();
        instances.forEach(instance -> calls.put(instance, ask(instance)));
        long end = System.nanoTime() + DEADLINE.toNanos();
        Answers answers = new Answers(new HashMap<>(), new HashMap<>());
        for (Map.Entry<Instance, CompletableFuture<Served>> call : calls.entrySet()) {
            Life life = Life.of(call.getKey());
            try {
                answers.served()
                        .put(life, call.getValue().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                call.getValue().cancel(true);
                answers.failures().put(life, failure(call.getKey(), "no answer within " + DEADLINE.toSeconds() + " s"));
            } catch (ExecutionException e) {
                answers.failures().put(life, failure(call.getKey(), String.valueOf(e.getCause())));
            }
        }
        return answers;
    }

    private static String failure(Instance instance, String why) {
        return "the metrics of " + instance.id() + " at " + instance.host() + ":" + instance.adminPort() + ": " + why;
    }

    private CompletableFuture<Served> ask(Instance instance) {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(
                            new URI("http", null, instance.host(), instance.adminPort(), "/metrics", null, null))
                    .build();
        } catch (URISyntaxException | IllegalArgumentException e) {
            // the registered host is not a valid host name
            return CompletableFuture.failedFuture(e);
        }
        return client.sendAsync(request, response -> new BoundedBody(MOST_BYTES))
                .thenApply(Scraper::read);
    }

    private static Served read(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("status " + response.statusCode());
        }
        return Served.parse(new String(response.body(), StandardCharsets.UTF_8));
    }
}
