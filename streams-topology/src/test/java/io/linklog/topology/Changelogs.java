package io.linklog.topology;

import io.linklog.kit.kafka.KafkaCalls;
import io.linklog.stack.LocalStack;
import io.linklog.topology.links.LinkNodes;
import io.linklog.visits.Generation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** What the broker holds of the topology's stores: their changelogs and the group's offsets. */
final class Changelogs {

    static final List<String> STORES = List.of("links", "idempotency", "urls");

    /** The application that counts visits, and its stores. */
    static final String VISITS = Generation.application(1);

    static final List<String> VISIT_STORES = List.of("visit-totals", "visit-journals");

    private Changelogs() {}

    /** The key of an entry that the topology did not write, see {@link #foreign}. */
    static final String FOREIGN = "foreign";

    /** The content of the stores, by store, partition and key. Without what says how far they reflect the log. */
    static Map<String, String> content(LocalStack stack) {
        Map<String, String> content = new TreeMap<>();
        for (String store : STORES) {
            records(stack, store).forEach(record -> put(content, store, record));
        }
        return content;
    }

    /** The changelog of a store. */
    static List<ConsumerRecord<byte[], byte[]>> records(LocalStack stack, String store) {
        Map<String, Object> settings =
                new HashMap<>(Map.of("bootstrap.servers", stack.kafkaBootstrap(), "isolation.level", "read_committed"));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic(store)).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /** An entry of a key-value store that nobody wrote. */
    static ConsumerRecord<byte[], byte[]> foreign() {
        byte[] text = FOREIGN.getBytes(StandardCharsets.ISO_8859_1);
        return new ConsumerRecord<>("", 0, 0, text, text);
    }

    /** Makes a changelog what it was at an earlier time. */
    static void replace(LocalStack stack, Admin admin, String store, List<ConsumerRecord<byte[], byte[]>> earlier)
            throws Exception {
        delete(admin, List.of(store));
        NewTopic topic = new NewTopic(topic(store), TopologyInstance.PARTITIONS, (short) 1)
                .configs(Map.of("cleanup.policy", "compact"));
        KafkaCalls.await(admin.createTopics(List.of(topic)).all());
        // not idempotent: the first requests may meet the topic that was deleted; and none may overtake a repeated one
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                stack.kafkaBootstrap(),
                "enable.idempotence",
                false,
                "max.in.flight.requests.per.connection",
                1,
                "linger.ms",
                20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : earlier) {
                sent.add(producer.send(
                        new ProducerRecord<>(topic(store), record.partition(), record.key(), record.value())));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
    }

    private static void put(Map<String, String> content, String store, ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.ISO_8859_1);
        if (key.startsWith("!")) {
            return;
        }
        String place = store + " " + record.partition() + " " + key;
        if (record.value() == null) {
            content.remove(place);
        } else {
            content.put(place, HexFormat.of().formatHex(record.value()));
        }
    }

    /** Waits until a link is in the URL index. Its changes travel by a topic of their own: no answer waits for them. */
    static void awaitIndexed(LocalStack stack, String code) {
        Awaitility.await(code + " in the URL index")
                .atMost(Duration.ofSeconds(60))
                .until(() -> content(stack).keySet().stream()
                        .anyMatch(place -> place.startsWith("urls ") && place.endsWith(" " + code)));
    }

    /**
     * Waits until the URL index reflects every decision; each of its partitions had one. Each transaction ends with a
     * marker, which a committed position may not have passed.
     */
    static void awaitUrlIndex(Admin admin) {
        List<TopicPartition> partitions = IntStream.range(0, TopologyInstance.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(LinkNodes.URLS_TOPIC, partition))
                .toList();
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        Awaitility.await("the URL index").atMost(Duration.ofSeconds(60)).until(() -> {
            var ends = KafkaCalls.await(admin.listOffsets(latest).all());
            var positions = KafkaCalls.await(
                    admin.listConsumerGroupOffsets(LinkNodes.APPLICATION_ID).partitionsToOffsetAndMetadata());
            return partitions.stream().allMatch(partition -> {
                long end = ends.get(partition).offset();
                OffsetAndMetadata position = positions.get(partition);
                return position != null && position.offset() >= end - 1;
            });
        });
    }

    /** Deletes the changelogs of some stores. */
    static void delete(Admin admin, List<String> stores) {
        List<String> topics = stores.stream().map(Changelogs::topic).toList();
        KafkaCalls.await(admin.deleteTopics(topics).all());
        Awaitility.await("changelogs deleted")
                .until(() -> admin.listTopics().names().get().stream().noneMatch(topics::contains));
    }

    /** Deletes the offsets of an application. */
    static void deleteOffsets(Admin admin, String application) {
        Awaitility.await("group without members").ignoreExceptions().until(() -> {
            KafkaCalls.await(admin.deleteConsumerGroups(List.of(application)).all());
            return true;
        });
    }

    private static String topic(String store) {
        String application = VISIT_STORES.contains(store) ? VISITS : LinkNodes.APPLICATION_ID;
        return application + "-" + store + "-changelog";
    }
}
