package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.command.RunningService.Reply;
import io.linklog.command.log.CommandIds;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.settings.Env;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.machine.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka is frozen, killed, or not started yet. The test has its own stack. */
class KafkaAwayIT {

    private static final String ANY = "{\"longUrl\": \"https://example.org/\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static LocalStack stack;

    /** A test that fails leaves Kafka killed. */
    @BeforeEach
    void startKafka() {
        stack.start(Server.KAFKA);
    }

    @BeforeAll
    static void start() {
        stack = LocalStack.builder(folder).with(Server.KAFKA, Server.REGISTRY).start();
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    private static Reply create(RunningService service) {
        return service.post("/api/v1/links", ANY);
    }

    private static void assertUnavailable(Reply reply) {
        assertThat(reply.status()).as(reply.response().body()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isEqualTo("1");
        assertThat(reply.commandId()).isNotEmpty();
        assertThat(reply.json().path("type").asText()).isEqualTo("urn:linklog:problem:unavailable");
    }

    @Test
    void aFrozenKafkaIsAnswered503AndAfterwardsAllGoesOn() throws Exception {
        try (InMemoryTopology topology = new InMemoryTopology(stack);
                RunningService service = new RunningService(stack, Map.of("LINKLOG_PRODUCER_DELIVERY_TIMEOUT", "2s"))) {
            assertThat(create(service).status()).isEqualTo(201);
            Reply unconfirmed;
            stack.suspend(Server.KAFKA);
            try {
                unconfirmed = create(service);
                assertUnavailable(unconfirmed);
                assertThat(unconfirmed.json().path("detail").asText()).contains("may still be carried out");
                String elsewhere = new CommandIds(() -> 1).next(System.currentTimeMillis(), 0, 0);
                Reply status = service.send("GET", "/api/v1/commands/" + elsewhere, null, null);
                assertThat(status.status()).isEqualTo(503);
                assertThat(status.header("Retry-After")).isEqualTo("1");
                assertThat(service.admin("/readyz").status()).isEqualTo(200);
            } finally {
                stack.resume(Server.KAFKA);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(create(service).status()).isEqualTo(201));
        }
    }

    /** A command that does not shrink: 400 of the usual ones, compressed, may all fit into the buffer. */
    private static String large(Random random) {
        StringBuilder url = new StringBuilder("https://example.org/");
        while (url.length() < 1_500) {
            url.append(Long.toHexString(random.nextLong()));
        }
        return "{\"longUrl\": \"" + url + "\"}";
    }

    @Test
    void aFullBufferIsAnsweredAtOnceAndNothingAcknowledgedIsLostWhenKafkaIsKilled() throws Exception {
        Set<String> acknowledged = new HashSet<>();
        Set<String> created = new HashSet<>();
        try (InMemoryTopology topology = new InMemoryTopology(stack);
                RunningService service = new RunningService(
                        stack,
                        Map.of("LINKLOG_PRODUCER_BUFFER", "65536", "LINKLOG_PRODUCER_DELIVERY_TIMEOUT", "60s"))) {
            for (int i = 0; i < 50; i++) {
                acknowledged.add(service.post("/api/v1/links", ANY, "Prefer", "respond-async")
                        .commandId());
            }
            // frozen, not killed: a client whose brokers all refuse connections forgets its metadata, at some moment of
            // its own, and refuses everything from then on
            stack.suspend(Server.KAFKA);
            List<CompletableFuture<Reply>> replies = new ArrayList<>();
            Random random = new Random(7);
            for (int i = 0; i < 400; i++) {
                replies.add(service.sendAsync("POST", "/api/v1/links", "application/json", large(random)));
            }
            // the buffer takes the first ones; the others are refused while those wait for Kafka
            await().atMost(PATIENCE)
                    .until(() -> replies.stream()
                            .anyMatch(reply -> reply.isDone() && reply.join().status() == 503));
            Reply refused = replies.stream()
                    .filter(CompletableFuture::isDone)
                    .map(CompletableFuture::join)
                    .filter(reply -> reply.status() == 503)
                    .findAny()
                    .orElseThrow();
            assertUnavailable(refused);
            assertThat(refused.json().path("detail").asText()).contains("nothing was written");
            assertThat(replies).as("some are in the buffer").anyMatch(reply -> !reply.isDone());
            assertThat(service.admin("/livez").status()).isEqualTo(200);

            stack.kill(Server.KAFKA);
            stack.start(Server.KAFKA);
            for (CompletableFuture<Reply> reply : replies) {
                if (reply.join().status() == 201 || reply.join().status() == 202) {
                    acknowledged.add(reply.join().commandId());
                }
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(create(service).status()).isEqualTo(201));
            await().atMost(PATIENCE).untilAsserted(() -> {
                topology.seen().forEach(record -> created.add(record.value().getCommandId()));
                assertThat(created).containsAll(acknowledged);
            });
            assertThat(created).doesNotContain(refused.commandId());
        }
    }

    @Test
    void moreCommandsWaitingThanAllowedAreAnswered503() throws Exception {
        try (InMemoryTopology topology = new InMemoryTopology(stack);
                RunningService service = new RunningService(stack, Map.of("LINKLOG_COMMANDS_WAITING", "3"))) {
            topology.hold();
            List<CompletableFuture<Reply>> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(service.sendAsync("POST", "/api/v1/links", "application/json", ANY, "Prefer", "wait=30"));
            }
            awaitWaiting(service, 3);
            Reply refused = create(service);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.commandId()).as("nothing was written").isEmpty();
            topology.resume();
            for (CompletableFuture<Reply> reply : waiting) {
                assertThat(reply.join().status()).isEqualTo(201);
            }
            assertThat(create(service).status()).isEqualTo(201);
        }
    }

    @Test
    void commandsOfOneClientThatWaitLeavePlacesForTheOthers() throws Exception {
        Map<String, String> settings = Map.of(
                "LINKLOG_COMMANDS_WAITING", "4",
                "LINKLOG_CLIENT_SHARE", "50",
                "LINKLOG_UNLIMITED_ADDRESSES", "none");
        try (InMemoryTopology topology = new InMemoryTopology(stack);
                RunningService service = new RunningService(stack, settings)) {
            topology.hold();
            List<CompletableFuture<Reply>> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(createAs("203.0.113.7", service));
            }
            awaitWaiting(service, 2);
            Reply refused = createAs("203.0.113.7", service).join();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.json().path("detail").asText())
                    .contains("LINKLOG_COMMANDS_WAITING", "LINKLOG_CLIENT_SHARE");
            waiting.add(createAs("203.0.113.8", service));
            awaitWaiting(service, 3);
            topology.resume();
            for (CompletableFuture<Reply> reply : waiting) {
                assertThat(reply.join().status()).isEqualTo(201);
            }
            assertThat(createAs("203.0.113.7", service).join().status()).isEqualTo(201);
        }
    }

    private static CompletableFuture<Reply> createAs(String client, RunningService service) {
        return service.sendAsync(
                "POST", "/api/v1/links", "application/json", ANY, "Prefer", "wait=30", "X-Forwarded-For", client);
    }

    private static void awaitWaiting(RunningService service, int commands) {
        await().atMost(PATIENCE)
                .until(() -> service.admin("/metrics")
                        .response()
                        .body()
                        .contains("linklog_commands_waiting " + commands + ".0"));
    }

    @Test
    void aStopLetsRequestsUnderWayEnd() throws Exception {
        try (InMemoryTopology topology = new InMemoryTopology(stack)) {
            RunningService service = new RunningService(stack, Map.of());
            topology.hold();
            CompletableFuture<Reply> reply =
                    service.sendAsync("POST", "/api/v1/links", "application/json", ANY, "Prefer", "wait=30");
            await().atMost(PATIENCE).until(() -> !topology.seen().isEmpty());
            AtomicReference<Exception> failure = new AtomicReference<>();
            Thread stop = new Thread(() -> {
                try {
                    service.close();
                } catch (Exception e) {
                    failure.set(e);
                }
            });
            stop.start();
            await().atMost(PATIENCE).until(() -> !FreePorts.isTaken(service.port)); // accepts no more connections
            topology.resume();
            assertThat(reply.join().status()).isEqualTo(201);
            stop.join();
            assertThat(failure.get()).isNull();
        }
    }

    @Test
    void aStartWithoutKafkaAndRegistryWaitsForThem() throws Exception {
        stack.kill(Server.REGISTRY);
        stack.kill(Server.KAFKA);
        List<Integer> ports = FreePorts.choose(2);
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put("LINKLOG_HTTP_PORT", ports.get(0).toString());
        environment.put("LINKLOG_ADMIN_PORT", ports.get(1).toString());
        Health health = new Health();
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (Closer closer = new Closer()) {
            Thread starting = new Thread(() -> {
                try {
                    CommandService.start(new Env(environment), health, closer);
                    health.markStarted();
                } catch (Exception e) {
                    failure.set(e);
                }
            });
            starting.start();
            await().until(() -> FreePorts.isTaken(ports.get(1)));
            assertThat(health.readinessProblems()).containsEntry("process", "is starting");
            stack.start(Server.KAFKA, Server.REGISTRY);
            starting.join(PATIENCE.toMillis());
            assertThat(failure.get()).isNull();
            assertThat(health.readinessProblems()).isEmpty();
            assertThat(FreePorts.isTaken(ports.get(0))).isTrue();
        }
    }
}
