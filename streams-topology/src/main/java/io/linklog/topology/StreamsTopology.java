package io.linklog.topology;

import io.linklog.kit.AdminServer;
import io.linklog.kit.Closer;
import io.linklog.kit.Env;
import io.linklog.kit.Health;
import io.linklog.kit.ServiceProcess;
import io.linklog.kit.ServiceRegistration;
import io.linklog.kit.Startup;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.Etcd;
import io.linklog.schemas.LinkRules;
import io.linklog.schemas.SchemaRegistry;
import io.linklog.topology.codes.CodeSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** The process that decides every command. */
public final class StreamsTopology {

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(15);

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

    /** Starts everything but the admin server; returns before the partitions are assigned, see readiness. */
    static KafkaStreams start(TopologySettings settings, MeterRegistry metrics, Health health, Closer closer)
            throws InterruptedException {
        Tracing tracing = closer.add("tracing", Tracing.open(settings.tracing(), metrics));
        Etcd etcd = closer.add("etcd", new Etcd(settings.etcd()));
        ServiceRegistration.start(etcd, settings.registration(), metrics, health, closer);
        String kafka = "Kafka at " + settings.kafka().bootstrapServers();
        Map<String, Integer> topics = Startup.await(kafka, () -> TopologyTopics.install(settings.kafka()));
        int partitions = TopologyTopics.requireEqual(topics);
        SchemaRegistry registry = new SchemaRegistry(settings.registry());
        Serdes serdes =
                Startup.await("the schema registry at " + settings.registry().urls(), () -> Serdes.register(registry));

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
        KafkaStreams streams = new KafkaStreams(
                topology,
                settings.streams(Map.of(
                        RocksMemory.SETTING,
                        memory,
                        DeadLetters.COUNTER,
                        metrics.counter("linklog.dead.letters", "topic", "link-commands"))));
        closer.add(
                "streams",
                () -> streams.close(
                        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                                .withTimeout(CLOSE_DEADLINE)));
        KafkaStreamsMetrics streamsMetrics = closer.add("streams metrics", new KafkaStreamsMetrics(streams));
        streamsMetrics.bindTo(metrics);

        streams.setUncaughtExceptionHandler(new ThreadDeaths(health, System::nanoTime));
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.ERROR) {
                health.died("streams", "every stream thread ended");
            }
        });
        health.readyWhen(
                "streams",
                () -> streams.state() == KafkaStreams.State.RUNNING
                        ? Optional.empty()
                        : Optional.of("is " + streams.state()));
        streams.start();
        return streams;
    }
}
