package io.linklog.query;

import io.linklog.kit.cassandra.CassandraSettings;
import io.linklog.kit.http.HttpSettings;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.AdminServer;
import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.EtcdEnv;
import io.linklog.kit.settings.SchemaRegistryEnv;
import io.linklog.kit.tracing.TracingSettings;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.query.visits.VisitSettings;
import io.linklog.schemas.wire.SchemaRegistry;
import java.time.Duration;

/**
 * The settings of a query-service.
 *
 * @param cacheEntries links in memory; about 1 KB each
 * @param overlayEvents events in memory that the projector has not written yet; about 1 KB each
 * @param fenceWait the longest that a miss waits for the log to be read before it is answered
 * @param readDeadline for one statement to Cassandra
 * @param permanentMaxAge how long a browser may keep a 301 or 308
 * @param visits how they are logged
 * @param events how they are streamed
 * @param faults made on purpose
 * @param registration how it shows in the registry
 * @param tracing where its spans go
 */
public record QuerySettings(
        HttpSettings http,
        int adminPort,
        KafkaSettings kafka,
        SchemaRegistry.Settings registry,
        EtcdSettings etcd,
        CassandraSettings cassandra,
        int cacheEntries,
        int overlayEvents,
        Duration fenceWait,
        Duration readDeadline,
        Duration permanentMaxAge,
        VisitSettings visits,
        EventStreamSettings events,
        FaultSettings faults,
        RegistrationSettings registration,
        TracingSettings tracing) {

    static final String SERVICE = "query-service";

    /** Reads them; mistakes are reported by {@link Env#check()}. */
    public static QuerySettings from(Env env) {
        HttpSettings http = HttpSettings.from(env, 8082, SERVICE);
        int adminPort = AdminServer.port(env, 9082);
        RegistrationSettings registration = RegistrationSettings.withHttp(env, SERVICE, http.port(), adminPort);
        QuerySettings settings = new QuerySettings(
                http,
                adminPort,
                KafkaSettings.from(env),
                SchemaRegistryEnv.from(env),
                EtcdEnv.from(env),
                CassandraSettings.from(env),
                env.integer("LINKLOG_CACHE_ENTRIES", 200_000, 0, 100_000_000, "links kept in memory, 1 KB each"),
                env.integer(
                        "LINKLOG_OVERLAY_EVENTS",
                        100_000,
                        1_000,
                        100_000_000,
                        "events kept in memory until the projector has written them, 1 KB each"),
                env.duration(
                        "LINKLOG_FENCE_WAIT",
                        Duration.ofSeconds(1),
                        "longest wait of an unknown code until the log is read to its end"),
                env.duration("LINKLOG_READ_DEADLINE", Duration.ofSeconds(2), "for one read from Cassandra"),
                env.duration(
                        "LINKLOG_PERMANENT_REDIRECT_MAX_AGE",
                        Duration.ofSeconds(30),
                        "how long a browser may keep a 301 or 308 without asking again"),
                VisitSettings.from(env, http.instanceId()),
                EventStreamSettings.from(env),
                FaultSettings.from(env),
                registration,
                TracingSettings.from(env, registration));
        env.check();
        return settings;
    }

    /** For all that one read of the API does: a miss with its fence, and as long again for the rest. */
    Duration requestDeadline() {
        return readDeadline.multipliedBy(2).plus(fenceWait);
    }
}
