package io.linklog.mesh.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a call does when instances fail. */
class FailingInstancesTest {

    private TestServer good;
    private TestServer bad;

    @BeforeEach
    void open() throws Exception {
        good = TestServer.answering(204);
        bad = TestServer.answering(503);
    }

    @AfterEach
    void close() {
        good.close();
        bad.close();
    }

    @Test
    void oneInstanceThatFailsWhollyIsNotSeenByCallersAndNotAskedMuch() {
        try (Client client = Client.of(good, bad)) {
            for (int i = 0; i < 200; i++) {
                assertThat(client.status(Client.get())).isEqualTo(204);
            }
            assertThat(bad.requests).hasSize(5);
            assertThat(client.attempts() / 200).isLessThanOrEqualTo(1.2);
            assertThat(client.meters.get("linklog.mesh.ejections").counter().count())
                    .isEqualTo(1);
        }
    }

    @Test
    void itIsAskedAgainOnceItsEjectionEndsAndTakesItsPartWhenItIsWell() {
        try (Client client = Client.of(good, bad)) {
            for (int i = 0; i < 50; i++) {
                client.status(Client.get());
            }
            bad.handler = TestServer.status(204);
            client.clock.advance(Duration.ofMillis(7_500));
            for (int i = 0; i < 50; i++) {
                assertThat(client.status(Client.get())).isEqualTo(204);
            }
            assertThat(bad.requests).hasSizeGreaterThan(5 + 10);
        }
    }

    @Test
    void theBreakerStaysClosedForOneBadInstanceEvenWithoutRetries() {
        try (Client client = Client.of(good, bad)) {
            List<CompletableFuture<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 40; i++) { // all at once: many are in flight at the ejection
                statuses.add(client.send(Client.post().build()).thenApply(r -> r.statusCode()));
            }
            statuses.forEach(CompletableFuture::join);
            for (int i = 0; i < 40; i++) {
                assertThat(client.status(Client.post().build())).isEqualTo(204);
            }
            assertThat(client.breaker()).isZero();
        }
    }

    @Test
    void whenAllFailTheBreakerOpensAndTheyAreLeftAlone() throws Exception {
        try (TestServer alsoBad = TestServer.answering(500);
                Client client = Client.of(bad, alsoBad)) {
            int refused = 0;
            for (int i = 0; i < 200; i++) {
                try {
                    assertThat(client.status(Client.get())).isGreaterThanOrEqualTo(500);
                } catch (CompletionException e) {
                    assertThat(e).hasCauseInstanceOf(MeshException.BreakerOpen.class);
                    refused++;
                }
            }
            assertThat(client.breaker()).isEqualTo(2);
            assertThat(refused).isGreaterThan(150);
            assertThat(client.attempts() / 200).isLessThanOrEqualTo(1.2);

            bad.handler = TestServer.status(204);
            alsoBad.handler = TestServer.status(204);
            client.clock.advance(Duration.ofMillis(5_100));
            for (int i = 0; i < 5; i++) {
                assertThat(client.status(Client.get())).isEqualTo(204);
            }
            assertThat(client.breaker()).isZero();
        }
    }

    @Test
    void theBudgetEndsRetriesBeforeTheBreakerIsAsked() throws Exception {
        try (Client client = Client.of(bad)) {
            for (int i = 0; i < 19; i++) {
                client.status(Client.get());
            }
            // 10 to start with and a fifth of 19
            assertThat(client.attempts()).isEqualTo(19 + 13);
            assertThat(client.meters.get("linklog.mesh.retries").counter().count())
                    .isEqualTo(13);
            assertThat(client.meters
                            .get("linklog.mesh.retries.refused")
                            .counter()
                            .count())
                    .isPositive();
        }
    }

    @Test
    void aPostIsNeverSentTwiceWhenItWasAnswered() {
        try (Client client = Client.of(bad)) {
            assertThat(client.status(Client.post().build())).isEqualTo(503);
            assertThat(bad.requests).hasSize(1);
        }
    }

    @Test
    void norWhenItsConnectionBroke() throws Exception {
        bad.handler = exchange -> {}; // closed without an answer
        try (TestServer other = new TestServer(bad.handler);
                Client client = Client.of(bad, other)) {
            assertThat(client.failure(Client.post().build()))
                    .isInstanceOfSatisfying(
                            MeshException.AttemptsFailed.class,
                            e -> assertThat(e.maybeSent()).isTrue());
            assertThat(bad.requests.size() + other.requests.size()).isEqualTo(1);
        }
    }

    @Test
    void withAnIdempotencyKeyItGoesToAnotherInstance() {
        bad.handler = exchange -> {};
        try (Client client = Client.of(good, bad)) {
            HttpRequest keyed = Client.post().header("Idempotency-Key", "\"k\"").build();
            for (int i = 0; i < 20; i++) {
                assertThat(client.status(keyed)).isEqualTo(204);
            }
            assertThat(bad.requests).isNotEmpty();
        }
    }

    @Test
    void aRefusedConnectionCountsAsNotSentSoThatEvenAPostIsSentElsewhere() throws Exception {
        try (Client client = Client.ofPorts(Client.closedPort(), good.port())) {
            for (int i = 0; i < 30; i++) {
                assertThat(client.status(Client.post().build())).isEqualTo(204);
            }
            assertThat(good.requests).hasSize(30);
            assertThat(client.meters
                            .get("linklog.mesh.attempts")
                            .tag("outcome", "not_sent")
                            .counter()
                            .count())
                    .isBetween(1.0, 5.0);
        }
    }

    @Test
    void whoSaysThatAnotherWasMeantIsTakenForAWrongAddress() {
        bad.handler = TestServer.status(421);
        try (Client client = Client.of(bad, good)) {
            for (int i = 0; i < 30; i++) {
                assertThat(client.status(Client.post().build())).isEqualTo(204);
            }
            assertThat(bad.requests).hasSizeBetween(1, 5);
            assertThat(bad.requests.get(0).getFirst(MeshHttpClient.TO)).isEqualTo("target/i-1");
            assertThat(good.requests.get(0).getFirst(MeshHttpClient.TO)).isEqualTo("target/i-2");
            assertThat(client.meters.get("linklog.mesh.ejections").counter().count())
                    .isEqualTo(1);
        }
    }

    @Test
    void whereEveryConnectionIsRefusedNothingWasSent() throws Exception {
        try (Client client = Client.ofPorts(Client.closedPort(), Client.closedPort())) {
            assertThat(client.failure(Client.post().build()))
                    .isInstanceOfSatisfying(
                            MeshException.AttemptsFailed.class,
                            e -> assertThat(e.maybeSent()).isFalse());
            assertThat(client.attempts()).isEqualTo(3);
        }
    }

    @Test
    void whenTheLastInstanceGoesMeanwhileTheCallerLearnsThatSomethingMayHaveBeenSent() {
        try (Client client = Client.of(bad)) {
            bad.handler = exchange -> client.instances = List.of();
            assertThat(client.failure(Client.get()))
                    .isInstanceOfSatisfying(
                            MeshException.NoInstances.class,
                            e -> assertThat(e.maybeSent()).isTrue());
        }
    }

    @Test
    void statusesThatAreTheCallersFaultAreAnswers() {
        bad.handler = TestServer.status(404);
        try (Client client = Client.of(bad)) {
            for (int i = 0; i < 40; i++) {
                assertThat(client.status(Client.get())).isEqualTo(404);
            }
            assertThat(bad.requests).hasSize(40);
            assertThat(client.breaker()).isZero();
            await().until(() -> client.meters
                            .get("linklog.mesh.requests")
                            .tag("outcome", "4xx")
                            .timer()
                            .count()
                    == 40);
        }
    }
}
