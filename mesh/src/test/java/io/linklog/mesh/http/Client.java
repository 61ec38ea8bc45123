package io.linklog.mesh.http;

import io.linklog.mesh.balance.FakeNanos;
import io.linklog.mesh.balance.Instances;
import io.linklog.mesh.balance.PowerOfTwoChoices;
import io.linklog.mesh.registry.Instance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/** A client under test of a service named {@code target}. */
final class Client implements AutoCloseable {

    static final MeshHttpSettings PATIENT =
            new MeshHttpSettings(Duration.ofSeconds(10), Duration.ofSeconds(30), 3, 64, 1_000);

    final FakeNanos clock = new FakeNanos();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final MeshHttpClient http;
    volatile List<Instance> instances;

    private Client(List<Integer> ports, MeshHttpSettings settings, boolean realTime) {
        List<Instance> list = new ArrayList<>();
        for (int port : ports) {
            list.add(Instances.at(list.size() + 1, port));
        }
        instances = List.copyOf(list);
        LongSupplier time = realTime ? System::nanoTime : clock;
        http = new MeshHttpClient(
                service -> service.equals("target") ? instances : List.of(),
                service -> new PowerOfTwoChoices("a", ThreadLocalRandom::current),
                settings,
                meters,
                time,
                ThreadLocalRandom::current);
    }

    static Client of(TestServer... servers) {
        return new Client(List.of(servers).stream().map(TestServer::port).toList(), PATIENT, false);
    }

    static Client with(MeshHttpSettings settings, TestServer... servers) {
        return new Client(List.of(servers).stream().map(TestServer::port).toList(), settings, false);
    }

    static Client inRealTime(TestServer... servers) {
        return new Client(List.of(servers).stream().map(TestServer::port).toList(), PATIENT, true);
    }

    static Client ofPorts(Integer... ports) {
        return new Client(List.of(ports), PATIENT, false);
    }

    /** An address without a server. */
    static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static HttpRequest get() {
        return HttpRequest.newBuilder(URI.create("http://target/path?a=b%20c")).build();
    }

    static HttpRequest.Builder post() {
        return HttpRequest.newBuilder(URI.create("http://target/path"))
                .POST(HttpRequest.BodyPublishers.ofString("body"));
    }

    CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
        return send(request, Deadline.after(Duration.ofSeconds(60), clock));
    }

    CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request, Deadline deadline) {
        return http.send("target", request, "op", CallOptions.until(deadline));
    }

    int status(HttpRequest request) {
        return send(request).join().statusCode();
    }

    Throwable failure(HttpRequest request) {
        return failure(send(request));
    }

    static Throwable failure(CompletableFuture<?> future) {
        try {
            throw new AssertionError("No failure but " + future.join());
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    double breaker() {
        return meters.get("linklog.mesh.breaker.state")
                .tag("operation", "op")
                .gauge()
                .value();
    }

    double attempts() {
        return meters.get("linklog.mesh.attempts").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    double inFlight() {
        return meters.get("linklog.mesh.in.flight").gauge().value();
    }

    @Override
    public void close() {
        http.close();
    }
}
