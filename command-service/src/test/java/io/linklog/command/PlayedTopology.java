package io.linklog.command;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import io.linklog.schemas.RestoreLink;
import io.linklog.schemas.topics.TopicInstaller;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.stack.LocalStack;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Plays the topology: reads real commands, decides them by the simplest rules that give every kind of outcome, and
 * writes real outcomes in transactions. Knows links in memory only.
 */
final class PlayedTopology implements AutoCloseable {

    private final KafkaConsumer<String, LinkCommand> consumer;
    private final KafkaProducer<String, LinkOutcome> producer;
    private final Map<String, Link> links = new ConcurrentHashMap<>();
    private final Map<String, LinkCommand> keys = new ConcurrentHashMap<>();
    private final Map<String, LinkOutcome> outcomes = new ConcurrentHashMap<>();
    private final Queue<ConsumerRecord<String, LinkCommand>> seen = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final int replyPartitions;
    private int codes;
    private volatile boolean held;
    private volatile boolean aborting;
    private volatile boolean closing;

    PlayedTopology(LocalStack stack) throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", stack.kafkaBootstrap());
        try (Admin admin = Admin.create(kafka)) {
            new TopicInstaller(admin, 12, 1).install(Duration.ofSeconds(30));
        }
        SchemaRegistry registry = new SchemaRegistry(new SchemaRegistry.Settings(
                List.of(URI.create(stack.registryUrl())), null, null, Duration.ofSeconds(10)));
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.kafkaBootstrap()),
                new StringDeserializer(),
                AvroSerde.ofValues(Topics.LINK_COMMANDS, LinkCommand.class, registry)
                        .deserializer());
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        stack.kafkaBootstrap(),
                        "transactional.id",
                        "played-" + UUID.randomUUID(),
                        "linger.ms",
                        0),
                new StringSerializer(),
                AvroSerde.ofValues(Topics.LINK_OUTCOMES, LinkOutcome.class, registry)
                        .serializer());
        producer.initTransactions();
        replyPartitions = producer.partitionsFor(Topics.LINK_OUTCOMES.name()).size();
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.LINK_COMMANDS.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread = new Thread(this::run, "played-topology");
        thread.start();
    }

    /** Decides nothing until {@link #goOn()}. */
    synchronized void hold() {
        held = true;
    }

    synchronized void goOn() {
        held = false;
        notifyAll();
    }

    private synchronized void awaitGoOn() throws InterruptedException {
        while (held && !closing) {
            wait();
        }
    }

    /** From now on outcomes are written and then aborted; a second later the same commands are decided for good. */
    void abortFirst() {
        aborting = true;
    }

    /** Every command read so far. */
    Queue<ConsumerRecord<String, LinkCommand>> seen() {
        return seen;
    }

    Map<String, Link> links() {
        return links;
    }

    private void run() {
        try {
            while (!closing) {
                var records = consumer.poll(Duration.ofMillis(50));
                if (records.isEmpty()) {
                    continue;
                }
                records.forEach(seen::add);
                awaitGoOn();
                if (aborting) {
                    aborting = false;
                    producer.beginTransaction();
                    records.forEach(record -> write(record, refused(record.value(), RejectionReason.NO_CODES, null)));
                    producer.flush();
                    producer.abortTransaction();
                }
                producer.beginTransaction();
                records.forEach(record -> write(record, decide(record.value())));
                producer.commitTransaction();
            }
        } catch (WakeupException | InterruptedException e) {
            // closing
        }
    }

    private void write(ConsumerRecord<String, LinkCommand> record, LinkOutcome outcome) {
        // the commit waits for it and fails with it
        var unused = producer.send(new ProducerRecord<>(
                Topics.LINK_OUTCOMES.name(),
                record.value().getReplyPartition() % replyPartitions,
                record.timestamp(),
                record.value().getCommandId(),
                outcome));
    }

    private LinkOutcome decide(LinkCommand command) {
        String key = command.getIdempotencyKey();
        LinkCommand first = key == null ? null : keys.putIfAbsent(key, command);
        if (first != null) {
            return first.getFingerprint().equals(command.getFingerprint())
                    ? outcomes.get(first.getCommandId())
                    : refused(command, RejectionReason.KEY_REUSED, null);
        }
        LinkOutcome outcome = decideNew(command);
        outcomes.put(command.getCommandId(), outcome);
        return outcome;
    }

    private LinkOutcome decideNew(LinkCommand command) {
        Object body = command.getBody();
        if (body instanceof CreateLink create) {
            if (create.getFindIfExists()) {
                for (Link link : links.values()) {
                    if (link.getAttributes()
                            .getLongUrl()
                            .equals(create.getAttributes().getLongUrl())) {
                        return accepted(command, LinkOperation.FOUND, link);
                    }
                }
            }
            String slug = create.getCustomSlug();
            if (slug != null && links.containsKey(slug)) {
                return refused(command, RejectionReason.SLUG_TAKEN, null);
            }
            Instant now = Instant.now();
            Link link = new Link(
                    slug != null ? slug : "c" + codes++,
                    command.getTenant(),
                    1L,
                    LinkState.ACTIVE,
                    now,
                    now,
                    create.getAttributes());
            links.put(link.getCode(), link);
            return accepted(command, LinkOperation.CREATED, link);
        }
        if (body instanceof EditLink edit) {
            return change(command, edit.getCode(), edit.getExpectedVersion(), LinkOperation.EDITED);
        }
        if (body instanceof DeleteLink delete) {
            return change(command, delete.getCode(), delete.getExpectedVersion(), LinkOperation.DELETED);
        }
        RestoreLink restore = (RestoreLink) body;
        return change(command, restore.getCode(), restore.getExpectedVersion(), LinkOperation.RESTORED);
    }

    private LinkOutcome change(LinkCommand command, String code, Long expected, LinkOperation operation) {
        Link link = links.get(code);
        if (link == null) {
            return refused(command, RejectionReason.NOT_FOUND, null);
        }
        if (link.getState() == LinkState.DELETED && operation != LinkOperation.RESTORED) {
            return refused(command, RejectionReason.GONE, null);
        }
        if (expected != null && expected != link.getVersion()) {
            return refused(command, RejectionReason.VERSION_MISMATCH, link.getVersion());
        }
        LinkAttributes attributes =
                LinkAttributes.newBuilder(link.getAttributes()).build();
        if (command.getBody() instanceof EditLink edit) {
            LinkChanges set = edit.getSet();
            if (set.getTitle() != null || edit.getClear().contains("title")) {
                attributes.setTitle(set.getTitle());
            }
            if (set.getLongUrl() != null) {
                attributes.setLongUrl(set.getLongUrl());
            }
        }
        Link changed = Link.newBuilder(link)
                .setVersion(link.getVersion() + 1)
                .setState(operation == LinkOperation.DELETED ? LinkState.DELETED : LinkState.ACTIVE)
                .setEditedAt(Instant.now())
                .setAttributes(attributes)
                .build();
        links.put(code, changed);
        return accepted(command, operation, changed);
    }

    private static LinkOutcome accepted(LinkCommand command, LinkOperation operation, Link link) {
        return new LinkOutcome(command.getCommandId(), command.getTenant(), new Accepted(operation, link));
    }

    private static LinkOutcome refused(LinkCommand command, RejectionReason reason, Long version) {
        return new LinkOutcome(
                command.getCommandId(), command.getTenant(), new Rejected(reason, "Refused: " + reason, version));
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        goOn();
        consumer.wakeup();
        thread.join();
        consumer.close();
        producer.close(Duration.ZERO);
    }
}
