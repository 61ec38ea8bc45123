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

/** An endpoint: records every call and answers with a configurable status. */
public final class Receiver implements AutoCloseable {

    /** A call with its headers and its body. */
    public record Call(String id, String timestamp, String signature, String body, JsonNode json) {
        public String code() {
            return json.path("code").asText();
        }

        public long version() {
            return json.path("data").path("version").asLong();
        }

        /** Code, type and version of the event, for comparisons. */
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
        server.createContext("/", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    /** Sets the status of later calls. */
    public void answerWith(ToIntFunction<Call> next) {
        answer = next;
    }

    private void handle(HttpExchange exchange) throws IOException {
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

    /** All calls. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The events of the calls that were answered by 200, in their order. */
    public List<String> events() {
        return accepted.stream().map(Call::event).toList();
    }

    /** Waits until this number of calls was answered by 200. */
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
