package io.linklog.projector;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.EtcdKeys;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.AdminServer;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.ServiceProcess;
import io.linklog.kit.process.Startup;
import io.linklog.kit.registration.ServiceRegistration;
import io.linklog.kit.settings.Env;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.projector.feeds.LinkFeed;
import io.linklog.projector.feeds.StatsFeed;
import io.linklog.projector.feeds.VisitFeed;
import io.linklog.projector.projection.ProjectionMeters;
import io.linklog.projector.projection.ProjectionStores;
import io.linklog.projector.tables.ProjectionSchema;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.topics.TopicInstaller;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.webhooks.call.EventReader;
import io.linklog.webhooks.delivery.Webhooks;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** The process that keeps what is outside the log up with it: the tables in Cassandra, and who listens by webhooks. */
public final class Projector {

    private Projector() {}

    public static void main(String[] args) {
        ServiceProcess.run(ProjectorSettings.SERVICE, Projector::start);
    }

    /** Opens everything into the closer; waits for servers that are away. */
    static void start(Env env, Health health, Closer closer) throws Exception {
        ProjectorSettings settings = ProjectorSettings.from(env);
        env.check();
        AdminServer admin = closer.add("admin port", new AdminServer(settings.adminPort(), health));
        Tracing tracing = closer.add("tracing", Tracing.open(settings.tracing(), admin.metrics()));
        Etcd etcd = closer.add("etcd", new Etcd(settings.etcd()));
        ServiceRegistration.start(etcd, settings.registration(), admin.metrics(), health, closer);
        ProjectionStores stores = openStores(settings, tracing, closer);
        Startup.await(
                "etcd at " + settings.etcd().endpoints(),
                () -> etcd.await(etcd.getOrCreate(EtcdKeys.ACTIVE_KEYSPACE, Keyspace.FIRST.name())));
        closer.add(
                "projection",
                new ActiveProjection(
                        etcd, stores, settings.projection(), new ProjectionMeters(admin.metrics()), health));
        closer.add(
                "webhooks",
                new Webhooks(
                        etcd,
                        settings.kafka(),
                        new EventReader(stores.events(), stores.visits(), settings.publicUrl()),
                        settings.webhooks(),
                        settings.registration().instanceId(),
                        tracing,
                        admin.metrics(),
                        health));
    }

    /** Opens what a projection reads and writes; waits for servers that are away. */
    public static ProjectionStores openStores(ProjectorSettings settings, Tracing tracing, Closer closer)
            throws InterruptedException {
        KafkaSettings kafka = settings.kafka();
        Startup.await("Kafka at " + kafka.bootstrapServers(), () -> {
            try (Admin topics = Admin.create(kafka.client(Map.of()))) {
                new TopicInstaller(topics, kafka.partitions(), kafka.replicationFactor())
                        .install(KafkaSettings.ADMIN_DEADLINE);
            }
            return true;
        });
        SchemaRegistry registry = new SchemaRegistry(settings.registry());
        String registryName = "the schema registry at " + settings.registry().urls();
        AvroSerde<LinkEvent> events =
                Startup.await(registryName, () -> AvroSerde.ofValues(Topics.LINK_EVENTS, LinkEvent.class, registry));
        AvroSerde<VisitStats> stats =
                Startup.await(registryName, () -> AvroSerde.ofValues(Topics.VISIT_STATS, VisitStats.class, registry));
        AvroSerde<Visit> visits =
                Startup.await(registryName, () -> AvroSerde.ofValues(Topics.VISITS, Visit.class, registry));
        CqlSession cassandra = closer.add(
                "Cassandra",
                Startup.await(
                        "Cassandra at " + settings.cassandra().contactPoints(),
                        () -> settings.cassandra().open()));
        return new ProjectionStores(
                kafka,
                events.deserializer(),
                visits.deserializer(),
                cassandra,
                new ProjectionSchema(cassandra, settings.cassandra().replication()),
                List.of(
                        new LinkFeed(cassandra, events.deserializer(), tracing),
                        new StatsFeed(cassandra, stats.deserializer()),
                        new VisitFeed(cassandra, visits.deserializer(), InstantSource.system())));
    }
}
