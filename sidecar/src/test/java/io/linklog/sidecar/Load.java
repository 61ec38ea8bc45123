package io.linklog.sidecar;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Sends requests without pause on a few threads until it is closed. Counts answers by instance and keeps failures. */
final class Load implements AutoCloseable {

    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    /** Requests random codes. */
    static Load on(TestEdge edge) {
        return new Load(path -> HttpRequest.newBuilder(edge.uri(path)));
    }

    private Load(Function<String, HttpRequest.Builder> request) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(
                    () -> {
                        while (!over) {
                            once(client, request);
                        }
                    },
                    "load");
            threads.add(thread);
            thread.start();
        }
    }

    private void once(HttpClient client, Function<String, HttpRequest.Builder> request) {
        URI uri = null;
        try {
            HttpRequest one = request.apply(
                            "/code" + ThreadLocalRandom.current().nextInt(10_000))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            uri = one.uri();
            HttpResponse<String> answer = client.send(one, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                answers.computeIfAbsent(answer.body().split(" ", -1)[0], id -> new LongAdder())
                        .increment();
            } else {
                failures.add(uri + " " + answer.statusCode() + " " + answer.body());
            }
        } catch (Exception e) {
            failures.add(uri + " " + e);
        }
    }

    /** The number of requests that an instance answered. */
    long answeredBy(String id) {
        LongAdder count = answers.get(id);
        return count == null ? 0 : count.sum();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
