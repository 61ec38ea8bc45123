package io.linklog.command;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.linklog.command.reads.QueryClient;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.registry.Registration;
import io.linklog.stack.LocalStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands in for query-service: it is registered and called like the real one, and a test decides its answers. */
final class PlayedReader implements AutoCloseable {

    /** Answers a read of a slug. If it returns without an answer, the connection is closed. */
    @FunctionalInterface
    interface Reading {
        void answer(HttpExchange exchange, String slug) throws IOException, InterruptedException;
    }

    static final Reading NOT_FOUND = (exchange, slug) -> respond(exchange, 404, "{}");
    static final Reading FOUND = (exchange, slug) -> respond(exchange, 200, "{\"shortCode\": \"" + slug + "\"}");
    static final Reading STRANGER = (exchange, slug) -> respond(exchange, 200, "{\"hello\": \"world\"}");
    static final Reading ERROR = (exchange, slug) -> respond(exchange, 500, "{}");
    static final Reading NO_WORD = (exchange, slug) -> {};

    /** The requested slugs, with the headers of the requests. */
    final Map<String, Headers> asked = new ConcurrentHashMap<>();

    volatile Reading reading = NOT_FOUND;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Etcd etcd;
    private final Registration registration;

    PlayedReader(LocalStack stack, String id, String version) throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/v1/links/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String slug = path.substring(path.lastIndexOf('/') + 1);
            asked.put(slug, exchange.getRequestHeaders());
            try (exchange) {
                reading.answer(exchange, slug);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        etcd = new Etcd(EtcdSettings.of(URI.create(stack.etcdEndpoint())));
        Instance instance = Instance.builder(
                        QueryClient.SERVICE,
                        id,
                        "127.0.0.1",
                        server.getAddress().getPort())
                .state(InstanceState.UP)
                .version(version)
                .build();
        registration = new Registration(etcd, instance, Registration.USUAL_TTL, new SimpleMeterRegistry());
        registration.whenRegistered().get();
    }

    static void respond(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        registration.close();
        etcd.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
