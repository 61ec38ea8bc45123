package io.linklog.cli.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.linklog.schemas.rules.LongUrls;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real HTTP server that plays the batch call: one link for each idempotency key, and, if so wished, something goes
 * wrong with every other request, before, while or after the links are made.
 */
final class FlakyApi implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Map<String, String> codesByKey = new ConcurrentHashMap<>();
    private final Map<String, String> targets = new ConcurrentHashMap<>();
    private final Set<String> limited = ConcurrentHashMap.newKeySet();
    private final Queue<String> created = new ConcurrentLinkedQueue<>();
    private final AtomicInteger codes = new AtomicInteger();
    private final Random random;
    private final double faults;

    /** @param faults the part of requests and lines with which something goes wrong, 0 to 1 */
    FlakyApi(double faults, long seed) throws IOException {
        this.faults = faults;
        this.random = new Random(seed);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/api/v1/links/batch", this::batch);
        server.createContext("/api/v1/links/", this::link);
        server.createContext("/", this::follow);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The target of every link that was made. */
    List<String> created() {
        return List.copyOf(created);
    }

    /** The target of each code. */
    Map<String, String> targets() {
        return targets;
    }

    /** Codes of links that have limits, which findIfExists passes over. */
    Set<String> limited() {
        return limited;
    }

    private void link(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String code = path.substring(path.lastIndexOf('/') + 1);
            boolean deletes = exchange.getRequestMethod().equals("DELETE");
            String target = deletes ? targets.remove(code) : targets.get(code);
            if (deletes || target == null) {
                exchange.sendResponseHeaders(target == null ? 404 : 204, -1);
                return;
            }
            byte[] link = JSON.writeValueAsBytes(
                    JSON.createObjectNode().put("longUrl", target).put("state", "ACTIVE"));
            exchange.sendResponseHeaders(200, link.length);
            exchange.getResponseBody().write(link);
        }
    }

    private void follow(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = targets.get(exchange.getRequestURI().getPath().substring(1));
            if (target != null) {
                exchange.getResponseHeaders().set("Location", target);
            }
            exchange.sendResponseHeaders(target == null ? 404 : 302, -1);
        }
    }

    /** As after 24 hours. */
    void forgetKeys() {
        codesByKey.clear();
    }

    private synchronized boolean fault() {
        return random.nextDouble() < faults;
    }

    private void batch(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> lines = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (fault()) {
                byte[] problem =
                        "{\"title\":\"Not available\",\"detail\":\"Kafka is away\"}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(503, problem.length);
                exchange.getResponseBody().write(problem);
                return;
            }
            exchange.sendResponseHeaders(200, 0);
            boolean cutOff = fault();
            int answered = cutOff ? lines.size() / 2 : lines.size();
            OutputStream out = exchange.getResponseBody();
            for (int i = 0; i < lines.size(); i++) {
                byte[] answer = (answer(i + 1, lines.get(i)) + "\n").getBytes(StandardCharsets.UTF_8);
                if (i < answered) {
                    out.write(answer);
                } else if (i == answered) {
                    out.write(answer, 0, answer.length / 2);
                    out.flush();
                }
            }
            if (cutOff) {
                // without the last chunk: to the client the connection breaks
                throw new IOException("cut off");
            }
        }
    }

    private String answer(int line, String request) throws IOException {
        JsonNode body = JSON.readTree(request);
        String longUrl = body.path("longUrl").asText();
        ObjectNode answer = JSON.createObjectNode().put("line", line);
        if (body.path("customSlug").asText().startsWith("impossible")) {
            answer.put("status", 400)
                    .putObject("problem")
                    .put("detail", "customSlug must be another one")
                    .putArray("errors")
                    .addObject()
                    .put("pointer", "/customSlug");
            return answer.toString();
        }
        if (LongUrls.ofAnyHost().mistake(longUrl).isPresent()) {
            answer.put("status", 400)
                    .putObject("problem")
                    .put(
                            "detail",
                            "longUrl " + LongUrls.ofAnyHost().mistake(longUrl).get());
            return answer.toString();
        }
        if (fault()) {
            return answer.put("status", 503).toString();
        }
        String key = body.path("idempotencyKey").asText();
        String slug = body.path("customSlug").asText();
        if (!codesByKey.containsKey(key) && targets.containsKey(slug)) {
            boolean found = body.path("findIfExists").asBoolean()
                    && longUrl.equals(targets.get(slug))
                    && !limited.contains(slug);
            if (found) {
                answer.put("status", 200).putObject("link").put("shortCode", slug);
                return answer.toString();
            }
            answer.put("status", 409)
                    .putObject("problem")
                    .put("type", "https://linklog.example/problems/slug-taken")
                    .put("detail", "The slug is taken.");
            return answer.toString();
        }
        String code = codesByKey.computeIfAbsent(key, any -> {
            created.add(longUrl);
            return slug.isEmpty() ? "c" + codes.incrementAndGet() : slug;
        });
        targets.putIfAbsent(code, longUrl);
        if (fault()) {
            return answer.put("status", 202).toString();
        }
        answer.put("status", 201).putObject("link").put("shortCode", code).put("shortUrl", "http://l/" + code);
        return answer.toString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
