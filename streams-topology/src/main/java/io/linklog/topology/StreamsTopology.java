package io.linklog.topology;

import io.linklog.kit.blocked.BlockedTargets;
import io.linklog.kit.decider.RebuildOrders;
import io.linklog.kit.kafka.ValueSerdes;
import io.linklog.kit.kafka.VisitPurges;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.DiskSpace;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.ServiceProcess;
import io.linklog.kit.process.Startup;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.kit.settings.Env;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.names.SlugRules;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.targets.OwnHosts;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.topology.codes.CodeKey;
import io.linklog.topology.codes.CodeKeyTopic;
import io.linklog.topology.codes.CodeSource;
import io.linklog.topology.links.DecisionMetrics;
import io.linklog.topology.links.LinkNodes;
import io.linklog.topology.links.LinkParts;
import io.linklog.topology.links.LinkSerdes;
import io.linklog.topology.links.LinkTopology;
import io.linklog.topology.rebuild.StateRebuilds;
import io.linklog.topology.rebuild.StoreAccess;
import io.linklog.topology.rebuild.links.LinkStateLog;
import io.linklog.topology.rebuild.links.LogSerdes;
import io.linklog.topology.rebuild.links.RebuildStep;
import io.linklog.topology.rebuild.links.StoreMarks;
import io.linklog.topology.streams.DeadLetterHandler;
import io.linklog.topology.streams.PartitionGate;
import io.linklog.topology.streams.RocksMemory;
import io.linklog.topology.streams.StreamsApplication;
import io.linklog.topology.takeover.PeerWatch;
import io.linklog.topology.takeover.Takeover;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;

/** The process that decides every command and counts every visit. */
public final class StreamsTopology {

    /** The stores write files of up to 64 MiB, and keep the old ones meanwhile. */
    private static final long LEAST_DISK_MIB = 256;

    private StreamsTopology() {}

    /** Runs until it is stopped. */
    public static void main(String[] args) {
        ServiceProcess.run(TopologySettings.SERVICE, StreamsTopology::start);
    }

    private static void start(Env env, Health health, Closer closer) throws Exception {
        TopologySettings settings = TopologySettings.from(env);
        env.check();
        open(settings, ServiceRuntime.start(settings.service(), health, closer), health, closer);
    }

    /**
     * Starts both Kafka Streams applications. Waits for Kafka, etcd and the schema registry; returns before partitions
     * are assigned; the process is ready only afterwards.
     *
     * @return the application that decides commands
     */
    static StreamsApplication open(TopologySettings settings, ServiceRuntime runtime, Health health, Closer closer)
            throws InterruptedException {
        TopologyTopics topics = TopologyTopics.await(settings.kafka());
        SchemaRegistry registry = new SchemaRegistry(settings.registry());
        LinkSerdes serdes = Startup.await(
                "the schema registry at " + settings.registry().urls(), () -> LinkSerdes.register(registry));
        CodeSource codes = openCodes(settings, runtime, health, closer);
        RebuildOrders orders = new RebuildOrders(runtime.etcd());
        PartitionGate gate = new PartitionGate();
        LinkStateLog log = new LinkStateLog(
                new LogSerdes(serdes.commands(), serdes.events(), serdes.outcomes()),
                LinkNodes.URLS_TOPIC,
                topics.linkPartitions());
        StateRebuilds<StoreMarks, RebuildStep> rebuilds = closer.add(
                "state rebuilds",
                new StateRebuilds<>(
                        "links", LinkNodes.APPLICATION_ID, settings.kafka(), log, orders, runtime.meters(), health));
        LinkParts parts = new LinkParts(
                topics.linkPartitions(),
                serdes,
                codes,
                new LinkRules(
                                settings.targets()
                                        .rule(OwnHosts.with(settings.publicUrl(), Set.of(), Set.of(), host -> false)),
                                BlockedTargets.follow(
                                        settings.blockedTargets(), runtime.etcd(), runtime.meters(), health, closer))
                        .withSlugs(SlugRules.WIDEST),
                new DecisionMetrics(runtime.meters()),
                new KafkaSpans(runtime.tracing()),
                new StoreAccess<>(gate, rebuilds),
                settings.purgeAfter());
        RocksMemory memory = closer.add("store memory", new RocksMemory(settings.rocksBytes()));
        Map<String, Object> plugins = Map.of(
                RocksMemory.SETTING,
                memory,
                DeadLetterHandler.REGISTRY,
                registry,
                DeadLetterHandler.COUNTER,
                DeadLetterHandler.counter(runtime.meters(), Topics.LINK_COMMANDS.name()));
        StreamsApplication links = closer.add(
                "streams",
                new StreamsApplication(
                        "streams",
                        () -> new LinkTopology(parts, System::currentTimeMillis).build(),
                        settings.streams(plugins),
                        gate,
                        runtime.meters(),
                        health));
        health.addReadinessCheck("streams", links::problem);
        health.addReadinessCheck("stores", rebuilds::problem);
        DiskSpace disk = new DiskSpace(settings.instanceFolder(), runtime.meters());
        health.addReadinessCheck("disk", () -> disk.problem(LEAST_DISK_MIB));
        VisitApplications visits = openVisits(settings, runtime, registry, topics, memory, orders, health, closer);
        orders.follow(() -> {
            links.restart();
            visits.restart();
        });
        closer.add("rebuild orders", orders);
        watchPeers(settings, visits, runtime, health, closer);
        return links;
    }

    private static VisitApplications openVisits(
            TopologySettings settings,
            ServiceRuntime runtime,
            SchemaRegistry registry,
            TopologyTopics topics,
            RocksMemory memory,
            RebuildOrders orders,
            Health health,
            Closer closer)
            throws InterruptedException {
        Deserializer<VisitPurge> purges = new ValueSerdes(settings.registry())
                .await(Topics.VISIT_PURGES, VisitPurge.class)
                .deserializer();
        VisitPurges purged =
                closer.add("visit purges", VisitPurges.follow(settings.kafka(), topics.catalogue(), purges, health));
        return closer.add(
                "visits",
                new VisitApplications(
                        settings, runtime, registry, topics.visitPartitions(), purged, memory, orders, health));
    }

    /** Takes over from other instances that die, until this one ends. */
    private static void watchPeers(
            TopologySettings settings, VisitApplications visits, ServiceRuntime runtime, Health health, Closer closer) {
        Takeover takeover = closer.add("takeover", new Takeover(settings.kafka(), () -> {
            Set<String> applications = new LinkedHashSet<>(Set.of(LinkNodes.APPLICATION_ID));
            applications.addAll(visits.ids());
            return applications;
        }));
        ServiceDirectory instances = closer.add(
                "instances",
                new ServiceDirectory(
                        runtime.etcd(), DirectorySettings.all().only(TopologySettings.SERVICE), runtime.meters()));
        closer.add(
                "peers",
                new PeerWatch(
                        () -> instances.instances(TopologySettings.SERVICE).stream()
                                .filter(one ->
                                        !one.id().equals(settings.service().instanceId()))
                                .toList(),
                        takeover::endOf,
                        health));
    }

    private static CodeSource openCodes(TopologySettings settings, ServiceRuntime runtime, Health health, Closer closer)
            throws InterruptedException {
        String etcd = "etcd at " + settings.service().etcd().endpoints();
        CodeKey key = CodeKey.open(etcd, runtime.etcd(), new CodeKeyTopic(settings.kafka()));
        CodeSource codes = closer.add(
                "codes", CodeSource.start(runtime.etcd(), key, settings.idReserve(), runtime.meters(), health));
        health.addReadinessCheck(
                "codes", () -> codes.isEmpty() ? Optional.of("no IDs are left for new codes") : Optional.empty());
        return codes;
    }
}
