package io.linklog.projector;

import io.linklog.kit.cassandra.CassandraSettings;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.service.ServiceSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.SchemaRegistryEnv;
import io.linklog.projector.projection.ProjectionSettings;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.webhooks.WebhooksSettings;
import io.linklog.webhooks.delivery.DeliverySettings;
import java.net.URI;
import java.time.Duration;

/**
 * The projector's settings.
 *
 * @param durableAfter as in {@link io.linklog.kit.cassandra.CommitLogWatch}
 * @param deliversWebhooks whether this process delivers webhooks, too
 * @param publicUrl the prefix of short links, in the events of webhooks and among the words of links
 */
public record ProjectorSettings(
        ServiceSettings service,
        KafkaSettings kafka,
        CassandraSettings cassandra,
        SchemaRegistry.Settings registry,
        ProjectionSettings projection,
        Duration durableAfter,
        boolean deliversWebhooks,
        DeliverySettings webhooks,
        URI publicUrl) {

    static final String SERVICE = "projector";

    /** Reads the settings. The caller must call {@link Env#check()}. */
    public static ProjectorSettings from(Env env) {
        return new ProjectorSettings(
                ServiceSettings.withoutHttp(env, SERVICE, 9084),
                KafkaSettings.from(env),
                CassandraSettings.from(env),
                SchemaRegistryEnv.from(env),
                projection(env),
                env.duration(
                        "LINKLOG_PROJECTOR_DURABLE_AFTER",
                        Duration.ofSeconds(15),
                        "time after which a node of Cassandra that lives has an answered write on disk, so that its"
                                + " offset is committed; at least 1.5 times Cassandra's commitlog_sync_period"),
                env.read(
                        "LINKLOG_PROJECTOR_WEBHOOKS",
                        "true",
                        "whether the projector delivers webhooks; false if another process does",
                        ProjectorSettings::parseBoolean),
                DeliverySettings.from(env),
                WebhooksSettings.publicUrl(env));
    }

    private static ProjectionSettings projection(Env env) {
        ProjectionSettings standard = ProjectionSettings.standard();
        return new ProjectionSettings(
                env.integer(
                        "LINKLOG_PROJECTOR_WRITES_IN_FLIGHT",
                        standard.writesInFlight(),
                        1,
                        4_096,
                        "maximum number of concurrent writes to Cassandra, for each topic"),
                standard.pollRecords(),
                env.duration(
                        "LINKLOG_PROJECTOR_COMMIT_INTERVAL",
                        standard.commitInterval(),
                        "time between two commits of offsets"),
                standard.eventsPerSecond());
    }

    private static boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }
}
