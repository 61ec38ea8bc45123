package io.linklog.topology;

import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.topics.Topics;
import io.linklog.topology.codes.Codes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.Serdes.ByteArraySerde;
import org.apache.kafka.common.serialization.Serdes.StringSerde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The graph: one sub-topology, so that a command is decided in one hop and one commit.
 *
 * <pre>
 * link-commands ─▶ decide ─▶ link-events, links, link-outcomes
 *      ▲             │ └───▶ urls-repartition ─▶ index-urls
 *      └─────────────┘
 * </pre>
 */
final class LinkTopology {

    private final int partitions;
    private final Serdes serdes;
    private final Codes codes;
    private final LinkRules rules;
    private final DecisionMetrics metrics;
    private final KafkaSpans spans;
    private final RecordTime recordTime;

    /**
     * @param partitions of link-commands and all that go with it
     * @param clockMillis says what is too far ahead to be true
     */
    LinkTopology(
            int partitions,
            Serdes serdes,
            Codes codes,
            LinkRules rules,
            DecisionMetrics metrics,
            KafkaSpans spans,
            LongSupplier clockMillis) {
        this.partitions = partitions;
        this.serdes = serdes;
        this.codes = codes;
        this.rules = rules;
        this.metrics = metrics;
        this.spans = spans;
        this.recordTime = new RecordTime(clockMillis);
    }

    Topology build() {
        StringSerializer text = new StringSerializer();
        StringDeserializer readText = new StringDeserializer();
        Serializer<Answer> answers =
                (topic, answer) -> serdes.outcomes().serializer().serialize(topic, answer.outcome());
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        Nodes.COMMANDS_SOURCE,
                        recordTime,
                        readText,
                        new CommandReader(serdes.commands().deserializer()),
                        Topics.LINK_COMMANDS.name())
                .addSource(
                        AutoOffsetReset.earliest(), Nodes.URLS_SOURCE, recordTime, readText, readText, Nodes.URLS_TOPIC)
                .addProcessor(
                        Nodes.DECIDE, () -> new Decide(partitions, codes, rules, metrics, spans), Nodes.COMMANDS_SOURCE)
                .addProcessor(Nodes.INDEX_URLS, IndexUrls::new, Nodes.URLS_SOURCE)
                .addStateStore(links(), Nodes.DECIDE)
                .addStateStore(idempotency(), Nodes.DECIDE)
                // shared: this is what makes the two sources one sub-topology
                .addStateStore(urls(), Nodes.DECIDE, Nodes.INDEX_URLS)
                .addSink(
                        Nodes.EVENTS_SINK,
                        Topics.LINK_EVENTS.name(),
                        text,
                        serdes.events().serializer(),
                        Nodes.DECIDE)
                .addSink(
                        Nodes.LINKS_SINK,
                        Topics.LINKS.name(),
                        text,
                        serdes.links().serializer(),
                        Nodes.DECIDE)
                .<String, Answer>addSink(
                        Nodes.OUTCOMES_SINK,
                        Topics.LINK_OUTCOMES.name(),
                        text,
                        answers,
                        (topic, commandId, answer, count) ->
                                Optional.of(Set.of(Math.floorMod(answer.replyPartition(), count))),
                        Nodes.DECIDE)
                .addSink(
                        Nodes.COMMANDS_SINK,
                        Topics.LINK_COMMANDS.name(),
                        text,
                        serdes.commands().serializer(),
                        Nodes.DECIDE)
                .addSink(Nodes.URLS_SINK, Nodes.URLS_TOPIC, text, text, Nodes.DECIDE);
    }

    private StoreBuilder<KeyValueStore<String, StoredLink>> links() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(Nodes.LINKS_STORE), new StringSerde(), serdes.storedLinks())
                .withLoggingEnabled(Map.of());
    }

    private StoreBuilder<KeyValueStore<String, byte[]>> urls() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(Nodes.URLS_STORE), new StringSerde(), new ByteArraySerde())
                .withLoggingEnabled(Map.of());
    }

    private StoreBuilder<WindowStore<String, RememberedCommand>> idempotency() {
        boolean retainDuplicates = false;
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(
                                Nodes.IDEMPOTENCY_STORE, Remembered.RETENTION, Remembered.WINDOW, retainDuplicates),
                        new StringSerde(),
                        serdes.remembered())
                .withLoggingEnabled(Map.of());
    }
}
