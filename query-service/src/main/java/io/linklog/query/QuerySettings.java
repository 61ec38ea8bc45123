package io.linklog.query;

import io.linklog.kit.cassandra.CassandraSettings;
import io.linklog.kit.http.HttpSettings;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.service.ServiceSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.SchemaRegistryEnv;
import io.linklog.kit.settings.StateFolder;
import io.linklog.query.events.EventStreamSettings;
import io.linklog.query.lookup.LookupSettings;
import io.linklog.query.redirect.FaultSettings;
import io.linklog.query.visitlog.VisitLogSettings;
import io.linklog.schemas.wire.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a query-service.
 *
 * @param service what every service has: admin port, etcd, registration, tracing
 * @param lookup how links are looked up
 * @param permanentMaxAge how long a browser may keep a 301 or 308
 * @param abuseContact whom visitors of a link that was taken down can write; empty for nobody
 * @param unknownHosts whether a host that is no domain and none of our own is the default domain
 * @param domains the file that holds the last known domains; no other process may write it
 * @param visits how visits are logged
 * @param events how events are streamed
 * @param faults faults that are injected on purpose
 */
public record QuerySettings(
        ServiceSettings service,
        HttpSettings http,
        KafkaSettings kafka,
        SchemaRegistry.Settings registry,
        CassandraSettings cassandra,
        LookupSettings lookup,
        Duration permanentMaxAge,
        Optional<String> abuseContact,
        boolean unknownHosts,
        Path domains,
        VisitLogSettings visits,
        EventStreamSettings events,
        FaultSettings faults) {

    static final String SERVICE = "query-service";

    /** Reads them; mistakes are reported by {@link Env#check()}. */
    public static QuerySettings from(Env env) {
        HttpSettings http = HttpSettings.from(env, 8082, SERVICE);
        QuerySettings settings = new QuerySettings(
                ServiceSettings.withHttp(env, SERVICE, http.port(), 9082),
                http,
                KafkaSettings.from(env),
                SchemaRegistryEnv.from(env),
                CassandraSettings.from(env),
                LookupSettings.from(env),
                env.duration(
                        "LINKLOG_PERMANENT_REDIRECT_MAX_AGE",
                        Duration.ofSeconds(30),
                        "how long a browser may keep a 301 or 308 without asking again"),
                env.optional(
                        "LINKLOG_ABUSE_CONTACT",
                        "whom visitors of a link that was taken down can write: an e-mail address or a URL"),
                env.read(
                        "LINKLOG_UNKNOWN_HOSTS",
                        "refuse",
                        "what a visitor under an unknown host gets: refuse (404), or the links of the default domain",
                        QuerySettings::isDefaultDomain),
                StateFolder.from(env).resolve(http.instanceId()).resolve("domains.json"),
                VisitLogSettings.from(env, http.instanceId()),
                EventStreamSettings.from(env),
                FaultSettings.from(env));
        env.check();
        return settings;
    }

    private static boolean isDefaultDomain(String value) {
        return switch (value) {
            case "refuse" -> false;
            case "default" -> true;
            default -> throw new IllegalArgumentException("must be refuse or default");
        };
    }
}
