package io.linklog.command;

import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.SlugRules;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.topics.TopicInstaller;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.stack.LocalStack;
import io.linklog.topology.codes.GeneratedCode;
import io.linklog.topology.decision.CommandDecider;
import io.linklog.topology.decision.Effects;
import io.linklog.topology.decision.Ownership;
import io.linklog.topology.decision.PartitionState;
import io.linklog.topology.decision.UrlChange;
import io.linklog.topology.decision.UrlEntry;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Decides commands from the log with the decider of streams-topology, and writes outcomes in transactions. Its state is
 * in memory, as one partition that owns everything. A test can hold it, or make it abort a transaction.
 */
final class InMemoryTopology implements AutoCloseable {

    private static final class State implements PartitionState {
        final Map<String, StoredLink> links = new ConcurrentHashMap<>();
        final Map<String, RememberedCommand> idempotency = new ConcurrentHashMap<>();
        final Map<String, Map<String, UrlEntry>> urls = new ConcurrentHashMap<>();

        @Override
        public StoredLink link(String code) {
            return links.get(code);
        }

        @Override
        public RememberedCommand find(String scope, long time) {
            return idempotency.get(scope);
        }

        @Override
        public void candidates(String urlKey, Predicate<UrlEntry> taken) {
            for (UrlEntry entry : urls.getOrDefault(urlKey, Map.of()).values()) {
                if (taken.test(entry)) {
                    return;
                }
            }
        }

        void apply(Effects effects) {
            Effects.Change change = effects.change();
            if (change != null) {
                links.put(LinkName.text(change.link().getLink()), change.link());
            }
            for (UrlChange url : effects.urlChanges()) {
                Map<String, UrlEntry> entries = urls.computeIfAbsent(url.key(), key -> new TreeMap<>());
                if (url.present()) {
                    entries.put(url.code(), url.entry());
                } else {
                    entries.remove(url.code());
                }
            }
            Effects.Memory memory = effects.memory();
            if (memory != null) {
                idempotency.put(memory.scope(), memory.entry());
            }
        }
    }

    private final KafkaConsumer<String, LinkCommand> consumer;
    private final KafkaProducer<String, LinkOutcome> producer;
    private final State state = new State();
    private final CommandDecider decider;
    private final Queue<ConsumerRecord<String, LinkCommand>> seen = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final int replyPartitions;
    private int codes;
    private volatile boolean held;
    private volatile boolean aborting;
    private volatile boolean closing;

    InMemoryTopology(LocalStack stack) throws Exception {
        decider = new CommandDecider(
                new Ownership(0, 1),
                (domain, partition, partitions) -> new GeneratedCode("c" + codes, codes++),
                LinkRules.withoutHosts().withSlugs(SlugRules.WIDEST),
                state);
        Map<String, Object> kafka = Map.of("bootstrap.servers", stack.kafkaBootstrap());
        try (Admin admin = Admin.create(kafka)) {
            new TopicInstaller(admin, 12, 1, Topics.REPORTS_KEPT).install(Duration.ofSeconds(30));
        }
        SchemaRegistry registry = new SchemaRegistry(new SchemaRegistry.Settings(
                List.of(URI.create(stack.registryUrl())), null, null, Duration.ofSeconds(10)));
        consumer = new KafkaConsumer<>(
                kafka,
                new StringDeserializer(),
                AvroSerde.ofValues(Topics.LINK_COMMANDS, LinkCommand.class, registry)
                        .deserializer());
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        stack.kafkaBootstrap(),
                        "transactional.id",
                        "in-memory-topology-" + UUID.randomUUID(),
                        "linger.ms",
                        0,
                        "max.block.ms",
                        5_000),
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
        thread = new Thread(this::run, "in-memory-topology");
        thread.start();
    }

    /** Stops deciding until {@link #resume()}. */
    synchronized void hold() {
        held = true;
    }

    synchronized void resume() {
        held = false;
        notifyAll();
    }

    private synchronized void awaitResume() throws InterruptedException {
        while (held && !closing) {
            wait();
        }
    }

    /** Aborts the next transaction after its outcomes are written; then decides the same commands for good. */
    void abortNext() {
        aborting = true;
    }

    /** Every command read so far. */
    Queue<ConsumerRecord<String, LinkCommand>> seen() {
        return seen;
    }

    Collection<StoredLink> links() {
        return state.links.values();
    }

    private void run() {
        try {
            while (!closing) {
                var records = consumer.poll(Duration.ofMillis(50));
                if (records.isEmpty()) {
                    continue;
                }
                records.forEach(seen::add);
                awaitResume();
                if (aborting) {
                    aborting = false;
                    producer.beginTransaction();
                    records.forEach(record -> write(record, noCodes(record.value())));
                    producer.flush();
                    producer.abortTransaction();
                }
                producer.beginTransaction();
                records.forEach(record -> write(record, decide(record)));
                commit();
            }
        } catch (WakeupException | InterruptedException e) {
            // closing
        }
    }

    /** A commit whose answer a killed Kafka does not give is asked again; the client promises that this is harmless. */
    private void commit() {
        while (!closing) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException e) {
                // Kafka is still away
            }
        }
    }

    /** Decides a command. The topology sends a command back to its own topic; this decides it at once. */
    private LinkOutcome decide(ConsumerRecord<String, LinkCommand> record) {
        LinkCommand command = record.value();
        while (true) {
            Effects effects = decider.decide(command, record.timestamp());
            state.apply(effects);
            if (effects.outcome() != null) {
                return effects.outcome();
            }
            command = effects.commandToForward();
        }
    }

    private static LinkOutcome noCodes(LinkCommand command) {
        return new LinkOutcome(
                command.getCommandId(),
                command.getTenant(),
                new Rejected(RejectionReason.NO_CODES, "Of a transaction that is aborted.", null));
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

    @Override
    public void close() throws InterruptedException {
        closing = true;
        resume();
        consumer.wakeup();
        thread.join();
        consumer.close();
        producer.close(Duration.ZERO);
    }
}
