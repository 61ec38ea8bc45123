package io.linklog.topology;

import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.linklog.stack.LocalStack;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A client of the topology: writes commands and reads committed records. It reads from the ends of the partitions at
 * its start.
 */
final class TopologyClient implements AutoCloseable {

    final KafkaProducer<byte[], byte[]> producer;
    final Map<String, List<LinkOutcome>> outcomes = new ConcurrentHashMap<>();
    final List<ConsumerRecord<String, LinkEvent>> events = new CopyOnWriteArrayList<>();
    final List<ConsumerRecord<String, byte[]>> deadLetters = new CopyOnWriteArrayList<>();
    private final AvroSerde<LinkCommand> commandSerde;
    private final AvroSerde<LinkOutcome> outcomeSerde;
    private final AvroSerde<LinkEvent> eventSerde;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread reader;

    TopologyClient(LocalStack stack) {
        SchemaRegistry registry = registry(stack);
        commandSerde = AvroSerde.ofValues(Topics.LINK_COMMANDS, LinkCommand.class, registry);
        outcomeSerde = AvroSerde.ofValues(Topics.LINK_OUTCOMES, LinkOutcome.class, registry);
        eventSerde = AvroSerde.ofValues(Topics.LINK_EVENTS, LinkEvent.class, registry);
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        stack.kafkaBootstrap(),
                        "linger.ms",
                        0,
                        "compression.type",
                        "gzip",
                        "max.request.size",
                        8 * 1024 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        stack.kafkaBootstrap(),
                        "isolation.level",
                        "read_committed",
                        "fetch.max.wait.ms",
                        50),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of(
                Topics.LINK_OUTCOMES.name(), Topics.LINK_EVENTS.name(), Topics.LINK_COMMANDS.deadLetterName())) {
            consumer.partitionsFor(topic).forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        reader = new Thread(this::read, "wire");
        reader.start();
    }

    static SchemaRegistry registry(LocalStack stack) {
        return new SchemaRegistry(new SchemaRegistry.Settings(
                List.of(URI.create(stack.registryUrl())), null, null, Duration.ofSeconds(5)));
    }

    private void read() {
        try {
            while (!Thread.interrupted()) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    take(record);
                }
            }
        } catch (WakeupException e) {
            // close() ends it
        } finally {
            consumer.close();
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.topic().equals(Topics.LINK_OUTCOMES.name())) {
            LinkOutcome outcome = outcomeSerde.deserializer().deserialize(record.topic(), record.value());
            outcomes.merge(record.key(), List.of(outcome), (before, one) -> {
                List<LinkOutcome> all = new ArrayList<>(before);
                all.addAll(one);
                return all;
            });
        } else if (record.topic().equals(Topics.LINK_EVENTS.name())) {
            takeEvent(record);
        } else {
            deadLetters.add(record);
        }
    }

    private void takeEvent(ConsumerRecord<String, byte[]> record) {
        try {
            events.add(new ConsumerRecord<>(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.key(),
                    eventSerde.deserializer().deserialize(record.topic(), record.value())));
        } catch (UnreadableRecordException e) {
            // a test has written it
        }
    }

    /** Writes a value to link-events that no decision makes. */
    void sendForeignEvent(int partition, byte @Nullable [] value) {
        producer.send(new ProducerRecord<>(Topics.LINK_EVENTS.name(), partition, new byte[] {'?'}, value));
    }

    byte[] bytes(LinkEvent event) {
        return eventSerde.serializer().serialize(Topics.LINK_EVENTS.name(), event);
    }

    void send(LinkCommand command) {
        send(CommandKey.of(command), command, null);
    }

    void send(String key, LinkCommand command, Integer partition) {
        sendBytes(
                key == null ? null : key.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                commandSerde.serializer().serialize(Topics.LINK_COMMANDS.name(), command),
                partition);
    }

    void sendBytes(byte[] key, byte[] value, Integer partition) {
        producer.send(new ProducerRecord<>(Topics.LINK_COMMANDS.name(), partition, key, value));
    }

    /** Waits for the answer to a command. */
    LinkOutcome outcome(String commandId) {
        org.awaitility.Awaitility.await("outcome of " + commandId)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> outcomes.containsKey(commandId));
        return outcomes.get(commandId).get(0);
    }

    LinkOutcome ask(LinkCommand command) {
        send(command);
        return outcome(command.getCommandId());
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        consumer.wakeup();
        try {
            reader.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
