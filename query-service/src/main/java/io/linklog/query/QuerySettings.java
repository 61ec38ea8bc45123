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
 * @param abuseContact shown to visitors of a link that was taken down; empty for none
 * @param unknownHosts whether a host that is no domain and none of our own is the default domain
 * @param state what survives the process, for a start while etcd is unavailable
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
        LastKnown state,
        VisitLogSettings visits,
        EventStreamSettings events,
        FaultSettings faults) {

    static final String SERVICE = "query-service";

    /**
     * Files with the last known state of etcd. No other process may write them.
     *
     * @param domains the short domains
     * @param keyspace the name of the active keyspace
     * @param counts the generations of the count of visits
     */
    public record LastKnown(Path domains, Path keyspace, Path counts) {

        static LastKnown in(Path folder) {
            return new LastKnown(
                    folder.resolve("domains.json"),
                    folder.resolve("active-keyspace.json"),
                    folder.resolve("visit-counts.json"));
        }
    }

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
                        "contact shown to visitors of a link that was taken down: an e-mail address or a URL"),
                env.read(
                        "LINKLOG_UNKNOWN_HOSTS",
                        "refuse",
                        "what a visitor under an unknown host gets: refuse (404), or the links of the default domain",
                        QuerySettings::isDefaultDomain),
                LastKnown.in(StateFolder.from(env).resolve(http.instanceId())),
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
