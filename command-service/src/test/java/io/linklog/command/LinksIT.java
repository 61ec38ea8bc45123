package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.command.RunningService.Reply;
import io.linklog.command.log.CommandIds;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.schemas.topics.Topics;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LinksIT {

    private static final String ANY = "{\"longUrl\": \"https://example.org/\"}";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private static InMemoryTopology topology;
    private static RunningService service;

    @BeforeAll
    static void start() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY);
        topology = new InMemoryTopology(stack);
        service = new RunningService(stack, Map.of());
    }

    @AfterEach
    void decideAgain() {
        topology.resume();
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
        if (topology != null) {
            topology.close();
        }
    }

    private static String newSlug() {
        return "s-" + UUID.randomUUID();
    }

    private static String create() {
        Reply reply = service.post("/api/v1/links", ANY);
        assertThat(reply.status()).as(reply.response().body()).isEqualTo(201);
        return reply.json().path("shortCode").asText();
    }

    private static Reply patch(String code, String body, String... headers) {
        return service.send("PATCH", "/api/v1/links/" + code, MERGE_PATCH, body, headers);
    }

    private static Reply delete(String code, String... headers) {
        return service.send("DELETE", "/api/v1/links/" + code, null, null, headers);
    }

    private static Reply restore(String code, String... headers) {
        return service.send("POST", "/api/v1/links/" + code + "/restore", null, null, headers);
    }

    private static ConsumerRecord<String, LinkCommand> written(String commandId) {
        return await().until(
                        () -> topology.seen().stream()
                                .filter(record -> record.value().getCommandId().equals(commandId))
                                .findAny(),
                        found -> found.isPresent())
                .orElseThrow();
    }

    @Test
    void aCreateIsAnswered201WithTheLink() {
        Reply reply = service.post("/api/v1/links", "{\"longUrl\": \"https://example.org/a?b=c\", \"tags\": [\"x\"]}");
        assertThat(reply.status()).as(reply.response().body()).isEqualTo(201);
        String code = reply.json().path("shortCode").asText();
        assertThat(reply.header("Location")).isEqualTo("/api/v1/links/" + code);
        assertThat(reply.header("ETag")).isEqualTo("\"1\"");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.json().path("longUrl").asText()).isEqualTo("https://example.org/a?b=c");
        assertThat(reply.json().path("shortUrl").asText()).isEqualTo("http://go.example/" + code);
        assertThat(UUID.fromString(reply.commandId()).version()).isEqualTo(7);
    }

    @Test
    void theCommandIsInThePartitionThatItsKeyAndIdName() {
        String slug = newSlug();
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        for (Reply reply : new Reply[] {
            service.post("/api/v1/links", ANY, "traceparent", trace),
            service.post("/api/v1/links", ANY, "Idempotency-Key", newSlug(), "traceparent", trace),
            service.post(
                    "/api/v1/links",
                    "{\"longUrl\": \"https://example.org/\", \"customSlug\": \"" + slug + "\"}",
                    "traceparent",
                    trace),
            service.post(
                    "/api/v1/links",
                    "{\"longUrl\": \"https://example.org/\", \"findIfExists\": true}",
                    "traceparent",
                    trace),
            patch(slug, "{\"title\": \"t\"}", "traceparent", trace)
        }) {
            var record = written(reply.commandId());
            assertThat(record.key()).isEqualTo(CommandKey.of(record.value()));
            assertThat(record.partition()).isEqualTo(Topics.partition(record.key(), 12));
            var place = CommandIds.place(reply.commandId(), "default", 12).orElseThrow();
            assertThat(place.commandPartition()).isEqualTo(record.partition());
            assertThat(place.replyPartition()).isEqualTo(record.value().getReplyPartition());
            assertThat(place.timeMs()).isEqualTo(record.timestamp());
            assertThat(new String(record.headers().lastHeader("traceparent").value(), StandardCharsets.US_ASCII))
                    .isEqualTo(trace);
        }
    }

    @Test
    void aTakenSlugIsAnswered409() {
        String body = "{\"longUrl\": \"https://example.org/\", \"customSlug\": \"" + newSlug() + "\"}";
        assertThat(service.post("/api/v1/links", body).status()).isEqualTo(201);
        Reply second = service.post("/api/v1/links", body);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.header("Content-Type")).startsWith("application/problem+json");
        assertThat(second.json().path("type").asText()).isEqualTo("urn:linklog:problem:slug-taken");
        assertThat(second.commandId()).isNotEmpty();
    }

    @Test
    void anExistingLinkIsFoundAndAnswered200() {
        String body = "{\"longUrl\": \"https://example.org/" + newSlug() + "\", \"findIfExists\": true}";
        Reply first = service.post("/api/v1/links", body);
        assertThat(first.status()).isEqualTo(201);
        Reply second = service.post("/api/v1/links", body);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(second.header("Location")).isEmpty();
    }

    @Test
    void aRepeatGetsTheFirstAnswerAndAnotherRequestUnderTheKeyGets422() {
        String key = newSlug();
        Reply first = service.post("/api/v1/links", ANY, "Idempotency-Key", key);
        Reply repeat = service.post(
                "/api/v1/links", "{ \"title\": null, \"longUrl\":\"https://example.org/\"}", "Idempotency-Key", key);
        assertThat(first.status()).isEqualTo(201);
        assertThat(repeat.status()).isEqualTo(201);
        assertThat(repeat.json()).isEqualTo(first.json());
        Reply other = service.post("/api/v1/links", "{\"longUrl\": \"https://example.net/\"}", "Idempotency-Key", key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().path("type").asText()).isEqualTo("urn:linklog:problem:idempotency-key-reused");
    }

    @Test
    void anEditIsAnswered200WithTheNewVersion() {
        String code = create();
        Reply edited = patch(code, "{\"title\": \"new\"}", "If-Match", "\"1\"");
        assertThat(edited.status()).as(edited.response().body()).isEqualTo(200);
        assertThat(edited.json().path("title").asText()).isEqualTo("new");
        assertThat(edited.header("ETag")).isEqualTo("\"2\"");
        Reply emptied = service.send("PATCH", "/api/v1/links/" + code, "application/json", "{\"title\": null}");
        assertThat(emptied.json().path("title").isNull()).isTrue();
    }

    @Test
    void aVersionMismatchIsAnswered412WithTheCurrentVersion() {
        String code = create();
        for (Reply reply : new Reply[] {
            patch(code, "{\"title\": \"x\"}", "If-Match", "\"7\""),
            delete(code, "If-Match", "\"7\""),
            restore(code, "If-Match", "\"7\"")
        }) {
            assertThat(reply.status()).isEqualTo(412);
            assertThat(reply.json().path("currentVersion").asLong()).isEqualTo(1);
        }
        assertThat(delete(code, "If-Match", "*").status()).isEqualTo(204);
    }

    @Test
    void aDeletedLinkIsAnswered410UntilItIsRestored() {
        String code = create();
        Reply deleted = delete(code);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.response().body()).isEmpty();
        assertThat(deleted.commandId()).isNotEmpty();
        assertThat(patch(code, "{\"title\": \"x\"}").status()).isEqualTo(410);
        assertThat(delete(code).status()).isEqualTo(410);
        Reply restored = restore(code);
        assertThat(restored.status()).isEqualTo(200);
        assertThat(restored.json().path("state").asText()).isEqualTo("ACTIVE");
        assertThat(restored.header("ETag")).isEqualTo("\"3\"");
    }

    @Test
    void anUnknownLinkIsAnswered404AndAnImpossibleCodeWithoutACommand() {
        assertThat(patch(newSlug(), "{}").status()).isEqualTo(404);
        int before = topology.seen().size();
        assertThat(patch(".not-a-code", "{}").status()).isEqualTo(404);
        assertThat(delete("a".repeat(129)).status()).isEqualTo(404);
        assertThat(restore("a%20b").status()).isEqualTo(404);
        assertThat(topology.seen()).hasSize(before);
    }

    @Test
    void aCommandUndecidedWithinTheWaitIsAnswered202AndHasAStatus() {
        topology.hold();
        Reply reply = service.post("/api/v1/links", ANY, "Prefer", "wait=1");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.header("Preference-Applied")).isEqualTo("wait=1");
        assertThat(reply.json().path("status").asText()).isEqualTo("pending");
        assertThat(reply.json().path("commandId").asText()).isEqualTo(reply.commandId());
        String status = reply.header("Location");
        assertThat(status).isEqualTo("/api/v1/commands/" + reply.commandId());
        assertThat(get(status).json().path("status").asText()).isEqualTo("pending");

        topology.resume();
        Reply decided = await().until(() -> get(status), then -> !isPending(then));
        assertThat(decided.status()).isEqualTo(200);
        assertThat(decided.json().path("status").asText()).isEqualTo("accepted");
        assertThat(decided.json().path("httpStatus").asInt()).isEqualTo(201);
        assertThat(decided.json().path("link").path("longUrl").asText()).isEqualTo("https://example.org/");
    }

    @Test
    void respondAsyncIsAnswered202OnceTheBrokerHasTheCommand() {
        Reply reply = service.post("/api/v1/links", ANY, "Prefer", "respond-async");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.header("Preference-Applied")).isEqualTo("respond-async");
        assertThat(written(reply.commandId()).value().getCommandId()).isEqualTo(reply.commandId());
    }

    @Test
    void anotherInstanceFindsCommandsInTheLogEvenIfItStartsLater() throws Exception {
        Reply accepted = service.post("/api/v1/links", ANY);
        Reply rejected = service.post("/api/v1/links", ANY, "Idempotency-Key", keyUsedOtherwise());
        topology.hold();
        Reply pending = service.post("/api/v1/links", ANY, "Prefer", "respond-async");
        try (RunningService later = new RunningService(
                SharedStack.with(), Map.of("LINKLOG_INSTANCE_ID", "later", "LINKLOG_REPLY_PARTITION", "3"))) {
            Reply found = later.send("GET", "/api/v1/commands/" + accepted.commandId(), null, null);
            assertThat(found.status()).as(found.response().body()).isEqualTo(200);
            assertThat(found.json().path("link")).isEqualTo(accepted.json());
            found = later.send("GET", "/api/v1/commands/" + rejected.commandId(), null, null);
            assertThat(found.json().path("status").asText()).isEqualTo("rejected");
            assertThat(found.json().path("httpStatus").asInt()).isEqualTo(422);
            assertThat(found.json().path("problem").path("status").asInt()).isEqualTo(422);
            found = later.send("GET", "/api/v1/commands/" + pending.commandId(), null, null);
            assertThat(found.json().path("status").asText()).isEqualTo("pending");
        }
    }

    private static String keyUsedOtherwise() {
        String key = newSlug();
        service.post("/api/v1/links", "{\"longUrl\": \"https://example.net/\"}", "Idempotency-Key", key);
        return key;
    }

    @Test
    void anUnknownCommandIsAnswered404() {
        CommandIds ids = new CommandIds(() -> 42);
        long now = System.currentTimeMillis();
        for (String id : new String[] {
            "x",
            UUID.randomUUID().toString(),
            ids.next(now, 0, 0),
            ids.next(now - 3_600_000, 1, 1),
            ids.next(0, 1, 1),
            ids.nextKeyedById(now, 2),
            ids.next(now + 3_600_000, 0, 0)
        }) {
            assertThat(get("/api/v1/commands/" + id).status()).as(id).isEqualTo(404);
        }
    }

    @Test
    void outcomesOfAbortedTransactionsAreNeverSeen() {
        topology.abortNext();
        Reply reply = service.post("/api/v1/links", ANY);
        assertThat(reply.status()).as(reply.response().body()).isEqualTo(201);
    }

    @Test
    void manyCallersCanWaitAtOnce() throws Exception {
        topology.hold();
        CompletableFuture<?>[] replies = new CompletableFuture<?>[200];
        for (int i = 0; i < replies.length; i++) {
            replies[i] = service.sendAsync("POST", "/api/v1/links", "application/json", ANY, "Prefer", "wait=30")
                    .thenAccept(reply -> assertThat(reply.status()).isEqualTo(201));
        }
        await().until(() -> waiting() == replies.length);
        topology.resume();
        CompletableFuture.allOf(replies).join();
        assertThat(waiting()).isZero();
    }

    @Test
    void theAdminPortServesReadinessAndMetrics() throws Exception {
        create();
        assertThat(service.admin("/readyz").status()).isEqualTo(200);
        assertThat(service.admin("/livez").status()).isEqualTo(200);
        assertThat(service.admin("/metrics").response().body())
                .contains("linklog_http_requests_seconds_count{method=\"POST\",route=\"/api/v1/links\",status=\"2xx\"}")
                .contains("linklog_commands_waiting")
                .contains("linklog_commands_refused_total")
                .contains("kafka_producer_record_retry_total")
                .contains("kafka_consumer_fetch_manager_records_lag_max");
    }

    private static double waiting() throws Exception {
        return service.admin("/metrics")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith("linklog_commands_waiting "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private static Reply get(String path) {
        return service.send("GET", path, null, null);
    }

    private static boolean isPending(Reply reply) {
        return reply.json().path("status").asText().equals("pending");
    }
}
