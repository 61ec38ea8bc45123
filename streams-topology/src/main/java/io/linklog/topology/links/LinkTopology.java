package io.linklog.topology.links;

import io.linklog.schemas.topics.Topics;
import io.linklog.topology.streams.CommitHook;
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
 * The graph that decides commands. It is one sub-topology: a command takes one hop and one commit.
 *
 * <pre>
 * link-commands ─▶ decide ─▶ link-events, links, purged-links, link-outcomes
 *      ▲             │ └───▶ urls-repartition ─▶ index-urls
 *      └─────────────┘
 * </pre>
 */
public final class LinkTopology {

    private final LinkParts parts;
    private final LinkSerdes serdes;
    private final RecordTime recordTime;

    /** @param clockMillis milliseconds since 1970; bounds the times of records */
    public LinkTopology(LinkParts parts, LongSupplier clockMillis) {
        this.parts = parts;
        this.serdes = parts.serdes();
        this.recordTime = new RecordTime(clockMillis);
    }

    public Topology build() {
        StringDeserializer readText = new StringDeserializer();
        return addSinks(new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        LinkNodes.COMMANDS_SOURCE,
                        recordTime,
                        readText,
                        new CommandReader(serdes.commands().deserializer()),
                        Topics.LINK_COMMANDS.name())
                .addSource(
                        AutoOffsetReset.earliest(),
                        LinkNodes.URLS_SOURCE,
                        recordTime,
                        readText,
                        readText,
                        LinkNodes.URLS_TOPIC)
                .addProcessor(LinkNodes.DECIDE, () -> new CommandProcessor(parts), LinkNodes.COMMANDS_SOURCE)
                .addProcessor(LinkNodes.INDEX_URLS, UrlIndexProcessor::new, LinkNodes.URLS_SOURCE)
                .addStateStore(new CommitHook.Builder(LinkNodes.BEFORE_COMMIT), LinkNodes.DECIDE)
                .addStateStore(new CommitHook.Builder(LinkNodes.BEFORE_URLS_COMMIT), LinkNodes.INDEX_URLS)
                .addStateStore(links(), LinkNodes.DECIDE)
                .addStateStore(idempotency(), LinkNodes.DECIDE)
                // both processors share this store, which makes the two sources one sub-topology
                .addStateStore(urls(), LinkNodes.DECIDE, LinkNodes.INDEX_URLS));
    }

    private Topology addSinks(Topology topology) {
        StringSerializer text = new StringSerializer();
        Serializer<AddressedOutcome> answers =
                (topic, answer) -> serdes.outcomes().serializer().serialize(topic, answer.outcome());
        return topology.addSink(
                        LinkNodes.EVENTS_SINK,
                        Topics.LINK_EVENTS.name(),
                        text,
                        serdes.events().serializer(),
                        LinkNodes.DECIDE)
                .addSink(
                        LinkNodes.LINKS_SINK,
                        Topics.LINKS.name(),
                        text,
                        serdes.links().serializer(),
                        LinkNodes.DECIDE)
                .addSink(
                        LinkNodes.PURGED_LINKS_SINK,
                        Topics.PURGED_LINKS.name(),
                        text,
                        serdes.links().serializer(),
                        LinkNodes.DECIDE)
                .<String, AddressedOutcome>addSink(
                        LinkNodes.OUTCOMES_SINK,
                        Topics.LINK_OUTCOMES.name(),
                        text,
                        answers,
                        (topic, commandId, answer, count) ->
                                Optional.of(Set.of(Math.floorMod(answer.replyPartition(), count))),
                        LinkNodes.DECIDE)
                .addSink(
                        LinkNodes.COMMANDS_SINK,
                        Topics.LINK_COMMANDS.name(),
                        text,
                        serdes.commands().serializer(),
                        LinkNodes.DECIDE)
                .addSink(LinkNodes.URLS_SINK, LinkNodes.URLS_TOPIC, text, text, LinkNodes.DECIDE);
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> links() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(LinkNodes.LINKS_STORE), new StringSerde(), new ByteArraySerde())
                .withLoggingEnabled(Map.of());
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> urls() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(LinkNodes.URLS_STORE), new StringSerde(), new ByteArraySerde())
                .withLoggingEnabled(Map.of());
    }

    private static StoreBuilder<WindowStore<String, byte[]>> idempotency() {
        boolean retainDuplicates = false;
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(
                                LinkNodes.IDEMPOTENCY_STORE,
                                IdempotencyStore.RETENTION,
                                IdempotencyStore.WINDOW,
                                retainDuplicates),
                        new StringSerde(),
                        new ByteArraySerde())
                .withLoggingEnabled(Map.of());
    }
}
