package io.linklog.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.command.pages.Pages;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.settings.Env;
import io.linklog.stack.LocalStack;
import io.linklog.stack.machine.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The service in this JVM, on free ports, and a client to call it with. */
final class RunningService implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    final int port;
    final int adminPort;
    final Health health = new Health();
    private final Closer closer = new Closer();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    record Reply(int status, HttpResponse<String> response) {
        JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new AssertionError("No JSON: " + response.body(), e);
            }
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String commandId() {
            return header("Linklog-Command-Id");
        }
    }

    RunningService(LocalStack stack, Map<String, String> settings) throws Exception {
        this(stack, settings, Pages.Network.PUBLIC);
    }

    /** @param network in which the targets of links are called */
    RunningService(LocalStack stack, Map<String, String> settings, Pages.Network network) throws Exception {
        List<Integer> ports = FreePorts.choose(2);
        this.port = ports.get(0);
        this.adminPort = ports.get(1);
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put("LINKLOG_HTTP_PORT", Integer.toString(port));
        environment.put("LINKLOG_ADMIN_PORT", Integer.toString(adminPort));
        environment.put("LINKLOG_PUBLIC_URL", "http://go.example");
        environment.put("LINKLOG_API_KEYS", "off");
        environment.putAll(settings);
        try {
            CommandService.start(new Env(environment), health, closer, network);
        } catch (Exception e) {
            closer.close();
            throw e;
        }
        health.markStarted();
    }

    Reply post(String path, String body, String... headers) {
        return send("POST", path, "application/json", body, headers);
    }

    Reply send(String method, String path, String contentType, String body, String... headers) {
        return sendAsync(method, path, contentType, body, headers).join();
    }

    CompletableFuture<Reply> sendAsync(String method, String path, String contentType, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(response -> new Reply(response.statusCode(), response));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Calls the admin port. */
    Reply admin(String path) throws Exception {
        var response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
                        .build(),
                BodyHandlers.ofString());
        return new Reply(response.statusCode(), response);
    }

    @Override
    public void close() throws Exception {
        closer.close();
    }
}
