package io.linklog.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.kafka.LinkFacts;
import io.linklog.kit.kafka.TestLog;
import io.linklog.kit.kafka.UnreadableValues;
import io.linklog.kit.kafka.VisitFacts;
import io.linklog.schemas.Visit;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.view.EventView;
import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.SchemaStore;
import io.linklog.stack.SharedStack;
import io.linklog.webhooks.TestHooks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** No record of any bytes or size stops a partition of a hook, with and without the schema registry. */
class UnreadableRecordsIT {

    private static final List<Topic> TOPICS = List.of(Topics.LINK_EVENTS, Topics.VISITS);

    private final long seed = ThreadLocalRandom.current().nextLong();
    private final Random random = new Random(seed);
    private final UnreadableValues values = new UnreadableValues(random);

    /** The registry, which can be away for schemas that it did not give before. */
    private static final class Registry implements SchemaStore {
        private final SchemaStore real;
        private volatile boolean away;

        Registry(SchemaStore real) {
            this.real = real;
        }

        @Override
        public int register(String subject, Schema schema) {
            return real.register(subject, schema);
        }

        @Override
        public @Nullable Schema byId(int id) {
            if (away && id >= UnreadableValues.UNKNOWN_SCHEMA) {
                throw new RegistryUnavailableException("away", null);
            }
            return real.byId(id);
        }
    }

    @Test
    void whatIsBehindThemIsDelivered() throws Exception {
        try (TestLog log = new TestLog(SharedStack.with());
                TestHooks hooks = new TestHooks(log);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        log.kafka()
                                .client(Map.of(
                                        "max.request.size", 8 * UnreadableValues.LONGEST, "compression.type", "gzip")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            Registry registry = new Registry(log.registry());
            Map<Integer, String> codes = codes(producer);
            Set<String> types = new HashSet<>(TestHooks.changes());
            types.add(EventView.VISIT);
            hooks.add(types, codes.values().toArray(String[]::new));
            hooks.run("it", TestHooks.quickSettings(), registry);

            for (Topic topic : TOPICS) {
                int known = registry.register(topic.valueSubject(), topic.valueSchema());
                for (int partition : codes.keySet()) {
                    for (int kind = 0; kind < UnreadableValues.KINDS; kind++) {
                        producer.send(record(topic, partition, values.value(kind, known)));
                    }
                    producer.send(record(topic, partition, UnreadableValues.tooLong()));
                }
            }
            producer.flush();
            logAndAwait(log, hooks, codes, 1);

            registry.away = true;
            Map<Integer, String> others = new TreeMap<>(codes);
            int held = codes.size() / 2;
            others.remove(held);
            for (Topic topic : TOPICS) {
                producer.send(record(
                                topic,
                                held,
                                UnreadableValues.ofSchema(UnreadableValues.UNKNOWN_SCHEMA + 1, values.bytes(100))))
                        .get();
            }
            log(log, codes, 2);
            await(hooks, others, 2);
            assertThat(delivered(hooks)).doesNotContainAnyElementsOf(wanted(Map.of(held, codes.get(held)), 2));
            registry.away = false;
            await(hooks, codes, 2);
        }
    }

    private void logAndAwait(TestLog log, TestHooks hooks, Map<Integer, String> codes, int round) {
        log(log, codes, round);
        await(hooks, codes, round);
    }

    /** A link and a visit for each partition. */
    private static void log(TestLog log, Map<Integer, String> codes, int round) {
        List<Visit> visits = new ArrayList<>();
        codes.forEach((partition, code) -> {
            log.log(LinkFacts.of(code, "https://example.org/" + round).events());
            Visit visit = VisitFacts.visit(code, "unreadable", round);
            visit.setPartition(partition);
            visits.add(visit);
        });
        log.logVisits(visits);
    }

    private void await(TestHooks hooks, Map<Integer, String> codes, int round) {
        Awaitility.await()
                .atMost(TestLog.LONG_ENOUGH)
                .untilAsserted(
                        () -> assertThat(delivered(hooks)).as("seed %d", seed).containsAll(wanted(codes, round)));
    }

    private static Set<String> wanted(Map<Integer, String> codes, int round) {
        Set<String> wanted = new HashSet<>();
        codes.forEach((partition, code) -> {
            wanted.add(code + " https://example.org/" + round);
            wanted.add(code + " unreadable-" + partition + '-' + round);
        });
        return wanted;
    }

    /** What the endpoint got: code and URL of links, code and id of visits. */
    private static Set<String> delivered(TestHooks hooks) {
        Set<String> delivered = new HashSet<>();
        hooks.receiver().calls().forEach(call -> {
            var data = call.json().path("data");
            delivered.add(call.code()
                    + ' '
                    + (call.json().path("type").asText().equals(EventView.VISIT)
                            ? data.path("id").asText()
                            : data.path("link").path("longUrl").asText()));
        });
        return delivered;
    }

    /** A code of each partition. */
    private static Map<Integer, String> codes(KafkaProducer<?, ?> producer) {
        int partitions = producer.partitionsFor(Topics.LINK_EVENTS.name()).size();
        Map<Integer, String> codes = new TreeMap<>();
        for (int i = 0; codes.size() < partitions; i++) {
            String code = "behind-" + i;
            codes.putIfAbsent(Topics.partition(code, partitions), code);
        }
        return codes;
    }

    private ProducerRecord<byte[], byte[]> record(Topic topic, int partition, byte @Nullable [] value) {
        return new ProducerRecord<>(topic.name(), partition, values.bytes(random.nextInt(1_000)), value);
    }
}
