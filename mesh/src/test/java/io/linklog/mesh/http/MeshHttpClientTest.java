package io.linklog.mesh.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.mesh.registry.InstanceState;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The headers of a call and its results. */
class MeshHttpClientTest {

    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final CountDownLatch silence = new CountDownLatch(1);
    private TestServer server;
    private Client client;

    @BeforeEach
    void open() throws Exception {
        server = TestServer.answering(204);
        client = Client.of(server);
    }

    @AfterEach
    void close() {
        silence.countDown();
        client.close();
        server.close();
    }

    @Test
    void pathQueryHeadersAndBodyArrive() {
        server.handler = exchange -> {
            byte[] answer = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        };
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://target/path?a=b%20c"))
                .header("traceparent", TRACEPARENT)
                .build();
        HttpResponse<byte[]> response = client.send(request).join();
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("/path?a=b%20c");
        assertThat(server.requests.get(0).getFirst("traceparent")).isEqualTo(TRACEPARENT);
    }

    @Test
    void redirectsAreForTheCallerToFollow() {
        server.handler = exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
        };
        assertThat(client.status(Client.get())).isEqualTo(302);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void theDeadlineTravelsAndEachHopPassesOnLess() throws Exception {
        try (TestServer front = TestServer.answering(500);
                Client outer = Client.of(front)) {
            front.handler = exchange -> {
                Deadline given = Deadline.fromHeader(
                                exchange.getRequestHeaders().getFirst(Deadline.HEADER), client.clock)
                        .orElseThrow();
                client.clock.advance(Duration.ofMillis(300)); // the time that this hop uses
                int status = client.send(Client.get(), given).join().statusCode();
                exchange.sendResponseHeaders(status, -1);
            };
            Deadline deadline = Deadline.after(Duration.ofSeconds(20), outer.clock);
            assertThat(outer.send(Client.get(), deadline).join().statusCode()).isEqualTo(204);
            assertThat(front.requests.get(0).get(Deadline.HEADER)).containsExactly("20000");
            assertThat(server.requests.get(0).get(Deadline.HEADER)).containsExactly("19700");
        }
    }

    @Test
    void aDeadlineFromTheRequestBeingServedReplacesOneInTheHeaders() {
        HttpRequest request = HttpRequest.newBuilder(Client.get(), (name, value) -> true)
                .header(Deadline.HEADER, "77")
                .build();
        client.send(request).join();
        assertThat(server.requests.get(0).get(Deadline.HEADER)).containsExactly("60000");
    }

    @Test
    void aCallWhoseDeadlinePassedIsNotSent() {
        Deadline deadline = Deadline.after(Duration.ofSeconds(1), client.clock);
        client.clock.advance(Duration.ofMillis(999).plusNanos(1));
        assertThat(Client.failure(client.send(Client.get(), deadline)))
                .isInstanceOfSatisfying(
                        MeshException.DeadlinePassed.class,
                        e -> assertThat(e.maybeSent()).isFalse());
        assertThat(server.requests).isEmpty();
    }

    @Test
    void aSilentInstanceIsWaitedForUntilTheDeadline() throws Exception {
        server.handler = exchange -> silence.await();
        try (Client real = Client.inRealTime(server)) {
            Deadline deadline = Deadline.after(Duration.ofMillis(100));
            assertThat(Client.failure(real.send(Client.get(), deadline)))
                    .isInstanceOfSatisfying(
                            MeshException.DeadlinePassed.class,
                            e -> assertThat(e.maybeSent()).isTrue());
        }
    }

    @Test
    void aBodyThatStallsIsWaitedForUntilTheDeadlineToo() throws Exception {
        server.handler = exchange -> {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            silence.await();
        };
        try (Client real = Client.inRealTime(server)) {
            Deadline deadline = Deadline.after(Duration.ofMillis(100));
            assertThat(Client.failure(real.send(Client.get(), deadline)))
                    .isInstanceOf(MeshException.DeadlinePassed.class);
        }
    }

    @Test
    void withoutAnInstanceItSaysSo() {
        client.instances = List.of(client.instances.get(0).withState(InstanceState.DRAINING));
        assertThat(client.failure(Client.get())).isInstanceOf(MeshException.NoInstances.class);
        CompletableFuture<?> unknown =
                client.http.send("unknown", Client.get(), "op", CallOptions.within(Duration.ofSeconds(9)));
        assertThat(Client.failure(unknown)).hasMessage("No instance of unknown is UP");
    }

    @Test
    void aBodyBeyondTheLimitFailsTheCallAndIsNotAskedForAgain() {
        server.handler = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[100_000]);
        };
        assertThat(client.failure(Client.get()))
                .isInstanceOf(MeshException.AttemptsFailed.class)
                .hasRootCauseMessage("The response body is longer than 1000 bytes");
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void callsBeyondTheLimitInFlightAreRefusedAtOnce() throws Exception {
        server.handler = exchange -> {
            silence.await();
            exchange.sendResponseHeaders(204, -1);
        };
        MeshHttpSettings two = new MeshHttpSettings(Duration.ofSeconds(10), Duration.ofSeconds(30), 3, 2, 1_000);
        try (Client narrow = Client.with(two, server)) {
            CompletableFuture<HttpResponse<byte[]>> first = narrow.send(Client.get());
            CompletableFuture<HttpResponse<byte[]>> second = narrow.send(Client.get());
            assertThat(narrow.inFlight()).isEqualTo(2);
            assertThat(narrow.failure(Client.get())).isInstanceOf(MeshException.Overloaded.class);
            silence.countDown();
            assertThat(first.join().statusCode() + second.join().statusCode()).isEqualTo(408);
            await().until(() -> narrow.inFlight() == 0);
        }
    }

    @Test
    void cancellingBreaksTheCallOff() {
        server.handler = exchange -> silence.await();
        CompletableFuture<HttpResponse<byte[]>> call = client.send(Client.get());
        await().until(() -> server.requests.size() == 1);
        call.cancel(true);
        await().until(() -> client.inFlight() == 0 && client.attempts() == 1);
        assertThat(client.meters
                        .get("linklog.mesh.attempts")
                        .tag("outcome", "abandoned")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(client.meters
                        .get("linklog.mesh.requests")
                        .tag("outcome", "cancelled")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aClosedClientTakesNoCalls() {
        client.close();
        assertThat(client.failure(Client.get())).isInstanceOf(IllegalStateException.class);
    }
}
