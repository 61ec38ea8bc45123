package io.linklog.sidecar;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.process.AdminServer;
import io.linklog.kit.process.Health;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.http.Deadline;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.registry.Registration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A registered instance of a service. It answers each request with its id and with the trace and the deadline of the
 * request.
 */
final class TestInstance implements AutoCloseable {

    /** The path of an answer that begins and never ends. */
    static final String STREAM = "/api/v1/events";

    /** Header of a request: the milliseconds until the answer. */
    static final String DELAY = "Test-Delay";

    private final String service;
    private final String id;
    private final Health health = new Health();
    private final AdminServer admin;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final ScheduledExecutorService heartbeats = Executors.newSingleThreadScheduledExecutor();
    private final Registration registration;

    private TestInstance(Etcd etcd, String service, String id, int weight, String version) throws Exception {
        this.service = service;
        this.id = id;
        admin = new AdminServer(ListenSettings.loopback(), 0, health);
        health.identify(service + "/" + id);
        health.markStarted();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            String trace = exchange.getRequestHeaders().getFirst("traceparent");
            String deadline = exchange.getRequestHeaders().getFirst(Deadline.HEADER);
            String delay = exchange.getRequestHeaders().getFirst(DELAY);
            if (delay != null) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(delay)));
            }
            byte[] body = (id + " " + trace + " " + deadline).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext(STREAM, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("id: 1\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            heartbeats.scheduleWithFixedDelay(() -> beat(exchange), 200, 200, TimeUnit.MILLISECONDS);
        });
        server.start();
        registration =
                register(etcd, service, id, weight, version, server.getAddress().getPort(), admin.port());
        registration.become(InstanceState.UP).get(10, TimeUnit.SECONDS);
    }

    private static void beat(HttpExchange exchange) {
        try {
            exchange.getResponseBody().write(":\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        } catch (IOException e) {
            exchange.close();
            throw new UncheckedIOException("who listened has gone: no beat follows", e);
        }
    }

    static TestInstance start(Etcd etcd, String service, String id) throws Exception {
        return start(etcd, service, id, 100, "1");
    }

    static TestInstance start(Etcd etcd, String service, String id, int weight, String version) throws Exception {
        return new TestInstance(etcd, service, id, weight, version);
    }

    /** Only an entry in the registry, with the address of another process. */
    Registration impostor(Etcd etcd, String otherId) throws Exception {
        Registration other =
                register(etcd, service, otherId, 100, "1", server.getAddress().getPort(), admin.port());
        other.become(InstanceState.UP).get(10, TimeUnit.SECONDS);
        return other;
    }

    /** Only an entry in the registry, for an API without an admin port; its id is that of the service with "-1". */
    static Registration register(Etcd etcd, String service, int port) throws Exception {
        Registration registration = register(etcd, service, service + "-1", 100, "1", port, 0);
        registration.become(InstanceState.UP).get(10, TimeUnit.SECONDS);
        return registration;
    }

    private static Registration register(
            Etcd etcd, String service, String id, int weight, String version, int port, int adminPort)
            throws Exception {
        Instance instance = Instance.builder(service, id, "127.0.0.1", port)
                .adminPort(adminPort)
                .version(version)
                .weight(weight)
                .build();
        Registration registration = new Registration(etcd, instance, Duration.ofSeconds(10), new SimpleMeterRegistry());
        registration.whenRegistered().get(10, TimeUnit.SECONDS);
        return registration;
    }

    String id() {
        return id;
    }

    void become(InstanceState state) throws Exception {
        registration.become(state).get(10, TimeUnit.SECONDS);
    }

    /** Leaves the registry and continues to answer. */
    void deregister() {
        registration.close();
    }

    /** Stops like a crash, but also removes the registration; a crash would leave it for its time to live. */
    void crash() {
        server.stop(0);
        admin.close();
    }

    @Override
    public void close() throws IOException {
        registration.close();
        server.stop(0);
        admin.close();
        threads.shutdownNow();
        heartbeats.shutdownNow();
    }
}
