package io.linklog.topology.codes;

import io.linklog.kit.kafka.BoundedRead;
import io.linklog.kit.kafka.KafkaCalls;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.kafka.TopicOffsets;
import io.linklog.schemas.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A compacted topic with one record: the check value of the key of codes. Whoever copies Kafka's data copies it with
 * the links.
 */
public final class CodeKeyTopic implements CodeKeyLog {

    /** Its prefix is that of the topology's own topics. */
    static final String NAME = "linklog-topology-code-key";

    private static final TopicPartition ONLY = new TopicPartition(NAME, 0);
    /** The version of the key. */
    private static final String VERSION = "1";

    private final KafkaSettings kafka;

    public CodeKeyTopic(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    @Override
    public String title() {
        return kafka.title();
    }

    @Override
    public boolean hasLinks() {
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            return TopicOffsets.list(admin, List.of(Topics.LINK_EVENTS), OffsetSpec.latest()).values().stream()
                    .anyMatch(end -> end > 0);
        }
    }

    @Override
    public Optional<String> checkValue() {
        create();
        Map<String, Object> own = Map.of("isolation.level", "read_committed", "enable.auto.commit", false);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(kafka.client(own), new StringDeserializer(), new StringDeserializer())) {
            Map<TopicPartition, Long> from = consumer.beginningOffsets(List.of(ONLY), KafkaSettings.ADMIN_DEADLINE);
            Map<TopicPartition, Long> to = consumer.endOffsets(List.of(ONLY), KafkaSettings.ADMIN_DEADLINE);
            Supplier<Duration> patience = BoundedRead.within(
                    KafkaSettings.ADMIN_DEADLINE,
                    Duration.ofMillis(100),
                    () -> new org.apache.kafka.common.errors.TimeoutException(NAME + " cannot be read to its end"));
            AtomicReference<@Nullable String> latest = new AtomicReference<>();
            BoundedRead.read(consumer, from, to, patience, record -> {
                if (VERSION.equals(record.key())) {
                    latest.set(record.value());
                }
                return false;
            });
            return Optional.ofNullable(latest.get());
        }
    }

    private void create() {
        NewTopic topic = new NewTopic(NAME, Optional.of(1), Optional.of((short) kafka.replicationFactor()))
                .configs(Map.of("cleanup.policy", "compact"));
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            KafkaCalls.createIfAbsent(admin, topic);
        }
    }

    @Override
    public void writeCheckValue(String value) {
        Map<String, Object> own = Map.of(ProducerConfig.ACKS_CONFIG, "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(kafka.client(own), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(NAME, VERSION, value))
                    .get(KafkaSettings.ADMIN_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("The check value of the key of codes was not written", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
