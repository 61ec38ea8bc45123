package io.linklog.topology;

import io.linklog.kit.kafka.KafkaCalls;
import io.linklog.stack.LocalStack;
import io.linklog.topology.links.LinkNodes;
import io.linklog.visits.Generation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** What the broker holds of the topology's stores: their changelogs and the group's offsets. */
final class Changelogs {

    static final List<String> STORES = List.of("links", "idempotency", "urls");

    /** The application that counts visits, and its stores. */
    static final String VISITS = Generation.application(1);

    static final List<String> VISIT_STORES = List.of("visit-totals", "visit-journals");

    private Changelogs() {}

    /** The content of the stores, by store, partition and key. Without what says how far they reflect the log. */
    static Map<String, String> content(LocalStack stack) {
        Map<String, String> content = new TreeMap<>();
        Map<String, Object> settings =
                new HashMap<>(Map.of("bootstrap.servers", stack.kafkaBootstrap(), "isolation.level", "read_committed"));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (String store : STORES) {
                List<TopicPartition> partitions = consumer.partitionsFor(topic(store)).stream()
                        .map(p -> new TopicPartition(p.topic(), p.partition()))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                    consumer.poll(Duration.ofMillis(200)).forEach(record -> put(content, store, record));
                }
            }
        }
        return content;
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
