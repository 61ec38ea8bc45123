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
import io.linklog.query.events.EventStreamSettings;
import io.linklog.query.lookup.LookupSettings;
import io.linklog.query.redirect.FaultSettings;
import io.linklog.query.visitlog.VisitLogSettings;
import io.linklog.schemas.wire.SchemaRegistry;
import java.time.Duration;

/**
 * The settings of a query-service.
 *
 * @param lookup how links are looked up
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
        LookupSettings lookup,
        Duration permanentMaxAge,
        VisitLogSettings visits,
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
                LookupSettings.from(env),
                env.duration(
                        "LINKLOG_PERMANENT_REDIRECT_MAX_AGE",
                        Duration.ofSeconds(30),
                        "how long a browser may keep a 301 or 308 without asking again"),
                VisitLogSettings.from(env, http.instanceId()),
                EventStreamSettings.from(env),
                FaultSettings.from(env),
                registration,
                TracingSettings.from(env, registration));
        env.check();
        return settings;
    }
}
