package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.command.RunningService.Reply;
import io.linklog.command.log.CommandIds;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The status of a command while nothing is decided, asked of an instance that has not written it. */
class CommandStatusIT {

    private static final String ANY = "{\"longUrl\": \"https://example.org/\"}";
    private static final int PARTITIONS = 12;

    private static LocalStack stack;
    private static InMemoryTopology topology;
    private static RunningService writer;
    private static RunningService other;
    private static Serializer<LinkCommand> serializer;

    @BeforeAll
    static void start() throws Exception {
        stack = SharedStack.with(Server.KAFKA, Server.REGISTRY);
        topology = new InMemoryTopology(stack);
        writer = new RunningService(stack, Map.of());
        other = new RunningService(stack, Map.of("LINKLOG_INSTANCE_ID", "other", "LINKLOG_REPLY_PARTITION", "3"));
        SchemaRegistry registry = new SchemaRegistry(new SchemaRegistry.Settings(
                List.of(URI.create(stack.registryUrl())), null, null, Duration.ofSeconds(10)));
        serializer = AvroSerde.ofValues(Topics.LINK_COMMANDS, LinkCommand.class, registry)
                .serializer();
    }

    @AfterEach
    void decideAgain() {
        topology.resume();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable opened : new AutoCloseable[] {other, writer, topology}) {
            if (opened != null) {
                opened.close();
            }
        }
    }

    @Test
    void aCommandBehindAnOpenTransactionIsPendingAndAMadeUpOneIsUnknown() {
        topology.hold();
        try (KafkaProducer<String, LinkCommand> transaction =
                producer(Map.of("transactional.id", "open-" + UUID.randomUUID()))) {
            transaction.initTransactions();
            transaction.beginTransaction();
            for (int p = 0; p < PARTITIONS; p++) {
                write(
                        transaction,
                        p,
                        System.currentTimeMillis(),
                        command(UUID.randomUUID().toString()));
            }
            transaction.flush();
            String id =
                    writer.post("/api/v1/links", ANY, "Prefer", "respond-async").commandId();
            assertPending(status(id));
            assertPending(status(id));
            CommandIds ids = new CommandIds(ThreadLocalRandom.current()::nextLong);
            assertThat(status(ids.next(System.currentTimeMillis(), 0, 0)).status())
                    .isEqualTo(404);
            transaction.abortTransaction();
        }
    }

    @Test
    void clocksThatDifferByMinutesHideNoCommand() {
        topology.hold();
        long now = System.currentTimeMillis();
        CommandIds ids = new CommandIds(ThreadLocalRandom.current()::nextLong);
        try (KafkaProducer<String, LinkCommand> ahead = producer(Map.of())) {
            for (int p = 0; p < PARTITIONS; p++) {
                write(ahead, p, now + 300_000, command(UUID.randomUUID().toString()));
            }
            String ofClockAhead = ids.next(now + 240_000, 0, 5);
            write(ahead, 5, now + 240_000, command(ofClockAhead));
            ahead.flush();
            assertPending(status(ofClockAhead));
            assertPending(status(
                    writer.post("/api/v1/links", ANY, "Prefer", "respond-async").commandId()));
        }
    }

    @Test
    void whoWaitsInAnOutageIsToldWhatIsSoHoweverManyThereAre() {
        topology.hold();
        List<String> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Reply reply = writer.post("/api/v1/links", ANY, "Prefer", "respond-async");
            assertThat(reply.header("Retry-After")).isEqualTo("1");
            waiting.add(reply.commandId());
        }
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            RunningService asked = i % 4 == 0 ? writer : other;
            replies.add(asked.sendAsync("GET", "/api/v1/commands/" + waiting.get(i % waiting.size()), null, null));
        }
        replies.forEach(reply -> assertPending(reply.join()));
    }

    private static void assertPending(Reply reply) {
        assertThat(reply.status()).as(reply.response().body()).isEqualTo(200);
        assertThat(reply.json().path("status").asText()).isEqualTo("pending");
        assertThat(reply.header("Retry-After")).isEqualTo("1");
    }

    private static Reply status(String id) {
        return other.send("GET", "/api/v1/commands/" + id, null, null);
    }

    private static LinkCommand command(String id) {
        return new LinkCommand(
                id, "default", null, null, 0, 0, new DeleteLink("none", null, null, false), List.of(), null, null);
    }

    private static void write(
            KafkaProducer<String, LinkCommand> producer, int partition, long timeMs, LinkCommand command) {
        var unused =
                producer.send(new ProducerRecord<>(Topics.LINK_COMMANDS.name(), partition, timeMs, "none", command));
    }

    private static KafkaProducer<String, LinkCommand> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", stack.kafkaBootstrap());
        return new KafkaProducer<>(all, new StringSerializer(), serializer);
    }
}
