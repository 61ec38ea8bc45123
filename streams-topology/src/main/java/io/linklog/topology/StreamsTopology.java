package io.linklog.topology;

import io.linklog.kit.process.AdminServer;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.ServiceProcess;
import io.linklog.kit.process.Startup;
import io.linklog.kit.registration.ServiceRegistration;
import io.linklog.kit.settings.Env;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.topology.codes.CodeSource;
import io.linklog.topology.links.DecisionMetrics;
import io.linklog.topology.links.LinkSerdes;
import io.linklog.topology.links.LinkTopology;
import io.linklog.topology.streams.DeadLetterHandler;
import io.linklog.topology.streams.RocksMemory;
import io.linklog.topology.streams.StreamsApplication;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** The process that decides every command, and counts every visit. */
public final class StreamsTopology {

    private StreamsTopology() {}

    public static void main(String[] args) {
        ServiceProcess.run(TopologySettings.SERVICE, StreamsTopology::start);
    }

    static void start(Env env, Health health, Closer closer) throws Exception {
        TopologySettings settings = TopologySettings.from(env);
        env.check();
        AdminServer admin = closer.add("admin server", new AdminServer(settings.adminPort(), health));
        start(settings, admin.metrics(), health, closer);
    }

    /**
     * Starts everything but the admin server; returns before the partitions are assigned, see readiness.
     *
     * @return what decides commands
     */
    static KafkaStreams start(TopologySettings settings, MeterRegistry metrics, Health health, Closer closer)
            throws InterruptedException {
        Tracing tracing = closer.add("tracing", Tracing.open(settings.tracing(), metrics));
        Etcd etcd = closer.add("etcd", new Etcd(settings.etcd()));
        ServiceRegistration.start(etcd, settings.registration(), metrics, health, closer);
        String kafka = "Kafka at " + settings.kafka().bootstrapServers();
        Map<String, Integer> topics = Startup.await(kafka, () -> TopologyTopics.install(settings.kafka()));
        int partitions = TopologyTopics.requireEqual(topics);
        SchemaRegistry registry = new SchemaRegistry(settings.registry());
        LinkSerdes serdes = Startup.await(
                "the schema registry at " + settings.registry().urls(), () -> LinkSerdes.register(registry));

        CodeSource codes = closer.add(
                "codes", CodeSource.start("etcd at " + settings.etcd().endpoints(), etcd, metrics, health));
        health.readyWhen(
                "codes", () -> codes.isEmpty() ? Optional.of("no IDs are left to make codes of") : Optional.empty());

        LinkRules rules = LinkRules.forPublicUrl(settings.publicUrl());
        Topology topology = new LinkTopology(
                        partitions,
                        serdes,
                        codes,
                        rules,
                        new DecisionMetrics(metrics),
                        new KafkaSpans(tracing),
                        System::currentTimeMillis)
                .build();
        RocksMemory memory = closer.add("store memory", new RocksMemory(settings.rocksBytes()));
        KafkaStreams links = StreamsApplication.start(
                "streams",
                topology,
                settings.streams(Map.of(
                        RocksMemory.SETTING,
                        memory,
                        DeadLetterHandler.COUNTER,
                        metrics.counter("linklog.dead.letters", "topic", Topics.LINK_COMMANDS.name()))),
                metrics,
                health,
                closer);
        health.readyWhen("streams", () -> StreamsApplication.problem(links));
        closer.add(
                "visits",
                new VisitCounters(etcd, settings, registry, topics.get(Topics.VISITS.name()), memory, metrics, health));
        return links;
    }
}
