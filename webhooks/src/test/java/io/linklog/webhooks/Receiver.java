package io.linklog.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.linklog.kit.kafka.TestLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import org.awaitility.Awaitility;

/** Who gets webhooks: keeps every call, and answers as it is told. */
public final class Receiver implements AutoCloseable {

    /** A call as it came. */
    public record Call(String id, String timestamp, String signature, String body, JsonNode json) {
        public String code() {
            return json.path("code").asText();
        }

        public long version() {
            return json.path("data").path("version").asLong();
        }

        /** For comparisons: which event it was. */
        public String event() {
            return code() + ' ' + json.path("type").asText() + ' ' + version();
        }
    }

    private final ObjectMapper mapper = new ObjectMapper();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Call> accepted = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile ToIntFunction<Call> answer = call -> 200;

    public Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    /** From now on. */
    public void answers(ToIntFunction<Call> next) {
        answer = next;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Call call = new Call(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    body,
                    mapper.readTree(body));
            calls.add(call);
            int status = answer.applyAsInt(call);
            if (status == 200) {
                accepted.add(call);
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    /** All calls, however they were answered. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** What was answered well, in the order in which it came. */
    public List<String> events() {
        return accepted.stream().map(Call::event).toList();
    }

    /** Waits until so many events have been answered well. */
    public List<String> await(int count) {
        Awaitility.await(count + " events").atMost(TestLog.LONG_ENOUGH).until(() -> accepted.size() >= count);
        return events();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
