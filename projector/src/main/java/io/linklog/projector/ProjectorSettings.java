package io.linklog.projector;

import io.linklog.kit.cassandra.CassandraSettings;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.AdminServer;
import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.EtcdEnv;
import io.linklog.kit.settings.SchemaRegistryEnv;
import io.linklog.kit.tracing.TracingSettings;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.projector.projection.ProjectionSettings;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.webhooks.WebhooksSettings;
import io.linklog.webhooks.delivery.DeliverySettings;
import java.net.URI;

/**
 * The projector's settings.
 *
 * @param publicUrl what short links begin with, for webhooks
 * @param adminPort of /livez, /readyz, /metrics
 * @param registration how it shows in the registry
 * @param tracing where its spans go
 */
public record ProjectorSettings(
        KafkaSettings kafka,
        CassandraSettings cassandra,
        EtcdSettings etcd,
        SchemaRegistry.Settings registry,
        ProjectionSettings projection,
        DeliverySettings webhooks,
        URI publicUrl,
        int adminPort,
        RegistrationSettings registration,
        TracingSettings tracing) {

    static final String SERVICE = "projector";

    /** Reads them; {@link Env#check()} is the caller's. */
    public static ProjectorSettings from(Env env) {
        int adminPort = AdminServer.port(env, 9084);
        RegistrationSettings registration = RegistrationSettings.withoutHttp(env, SERVICE, adminPort);
        ProjectionSettings standard = ProjectionSettings.standard();
        return new ProjectorSettings(
                KafkaSettings.from(env),
                CassandraSettings.from(env),
                EtcdEnv.from(env),
                SchemaRegistryEnv.from(env),
                new ProjectionSettings(
                        env.integer(
                                "LINKLOG_PROJECTOR_WRITES_IN_FLIGHT",
                                standard.writesInFlight(),
                                1,
                                4_096,
                                "most writes to Cassandra under way at once"),
                        standard.pollRecords(),
                        env.duration(
                                "LINKLOG_PROJECTOR_COMMIT_INTERVAL",
                                standard.commitInterval(),
                                "between commits of offsets"),
                        env.duration(
                                "LINKLOG_PROJECTOR_DURABLE_AFTER",
                                standard.durableAfter(),
                                "after which a write is surely on disk: 1.5 times Cassandra's commitlog_sync_period;"
                                        + " offsets are committed so much later"),
                        0),
                DeliverySettings.from(env),
                WebhooksSettings.publicUrl(env),
                adminPort,
                registration,
                TracingSettings.from(env, registration));
    }
}
