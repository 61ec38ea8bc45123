package io.linklog.topology.links;

import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.kit.tracing.SdkTracing;
import io.linklog.kit.tracing.Tracing;
import io.linklog.kit.tracing.TracingSettings;
import io.linklog.schemas.Accepted;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.rules.LongUrls;
import io.linklog.schemas.targets.OwnHosts;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.schemas.topics.Topics;
import io.linklog.topology.codes.CountedCodes;
import io.linklog.topology.rebuild.StoreAccess;
import io.linklog.topology.rebuild.WholeStores;
import io.linklog.topology.rebuild.links.PartitionMark;
import io.linklog.topology.rebuild.links.RebuildStep;
import io.linklog.topology.rebuild.links.RebuildStep.Whole;
import io.linklog.topology.rebuild.links.StoreMarks;
import io.linklog.topology.streams.DeadLetterHandler;
import io.linklog.topology.streams.MapRegistry;
import io.linklog.topology.streams.PartitionGate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The whole topology on one partition, without a broker. It processes one command after another. */
final class LinkTopologyDriver implements AutoCloseable {

    final MapRegistry registry = new MapRegistry();
    final WholeStores<StoreMarks, RebuildStep> stores;
    final CountedCodes codes = new CountedCodes();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final InMemorySpanExporter spans = InMemorySpanExporter.create();
    final Tracing tracing = SdkTracing.withProcessor(
            new TracingSettings(Optional.empty(), 1, Optional.empty(), "streams-topology", "topology-1", "1"),
            SimpleSpanProcessor.create(spans),
            () -> 0);
    final TopologyTestDriver driver;
    final TestInputTopic<byte[], byte[]> rawCommands;
    final TestInputTopic<String, LinkCommand> commands;
    final TestOutputTopic<String, LinkEvent> events;
    final TestOutputTopic<String, Link> links;
    final TestOutputTopic<String, Link> purgedLinks;
    final TestOutputTopic<String, LinkOutcome> outcomes;
    final TestOutputTopic<byte[], byte[]> deadLetters;
    Instant now = Instant.parse("2030-05-05T12:00:00Z");

    LinkTopologyDriver(Path stateDir, int partitions) {
        this(stateDir, partitions, wholeStores(partitions));
    }

    LinkTopologyDriver(Path stateDir, int partitions, WholeStores<StoreMarks, RebuildStep> stores) {
        this(stateDir, partitions, stores, Duration.ZERO);
    }

    LinkTopologyDriver(
            Path stateDir, int partitions, WholeStores<StoreMarks, RebuildStep> stores, Duration purgeAfter) {
        this.stores = stores;
        LinkSerdes serdes = LinkSerdes.register(registry);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, LinkNodes.APPLICATION_ID);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        properties.put(DeadLetterHandler.REGISTRY, registry);
        properties.put(DeadLetterHandler.REGISTRY_WAIT, Duration.ZERO);
        properties.put(DeadLetterHandler.COUNTER, metrics.counter("linklog.dead.letters"));
        driver = new TopologyTestDriver(
                new LinkTopology(
                                new LinkParts(
                                        partitions,
                                        serdes,
                                        codes,
                                        new LinkRules(LongUrls.where(
                                                new OwnHosts(Set.of("sho.rt"), Set.of(), host -> false))),
                                        new DecisionMetrics(metrics),
                                        new KafkaSpans(tracing),
                                        new StoreAccess<>(new PartitionGate(), stores),
                                        purgeAfter),
                                () -> now.toEpochMilli())
                        .build(),
                properties,
                now);
        while (!stores.whole) {
            driver.advanceWallClockTime(Duration.ofMillis(10));
        }
        rawCommands = driver.createInputTopic(
                Topics.LINK_COMMANDS.name(), new ByteArraySerializer(), new ByteArraySerializer());
        commands = driver.createInputTopic(
                Topics.LINK_COMMANDS.name(),
                new StringSerializer(),
                serdes.commands().serializer());
        events = driver.createOutputTopic(
                Topics.LINK_EVENTS.name(),
                new StringDeserializer(),
                serdes.events().deserializer());
        links = driver.createOutputTopic(
                Topics.LINKS.name(), new StringDeserializer(), serdes.links().deserializer());
        purgedLinks = driver.createOutputTopic(
                Topics.PURGED_LINKS.name(),
                new StringDeserializer(),
                serdes.links().deserializer());
        outcomes = driver.createOutputTopic(
                Topics.LINK_OUTCOMES.name(),
                new StringDeserializer(),
                serdes.outcomes().deserializer());
        deadLetters = driver.createOutputTopic(
                Topics.LINK_COMMANDS.deadLetterName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Finds the stores of each task whole, or makes them so by the steps that it is given. */
    static WholeStores<StoreMarks, RebuildStep> wholeStores(int partitions) {
        return new WholeStores<>(new Whole(PartitionMark.none(partitions), null, 0, null));
    }

    /** Time passes, in the clock of commands and in that of schedules. */
    void sleep(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    /** The only answer to a command. */
    LinkOutcome ask(LinkCommand command) {
        commands.pipeInput(CommandKey.of(command), command, now);
        return outcomes.readValue();
    }

    Accepted accepted(LinkCommand command) {
        LinkOutcome outcome = ask(command);
        if (outcome.getResult() instanceof Accepted accepted) {
            return accepted;
        }
        throw new AssertionError("not accepted: " + outcome);
    }

    Rejected rejected(LinkCommand command) {
        LinkOutcome outcome = ask(command);
        if (outcome.getResult() instanceof Rejected rejected) {
            return rejected;
        }
        throw new AssertionError("not rejected: " + outcome);
    }

    @Override
    public void close() {
        driver.close();
    }
}
