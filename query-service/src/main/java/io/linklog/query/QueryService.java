package io.linklog.query;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.kit.http.Addressee;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Json;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.AdminServer;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.ServiceProcess;
import io.linklog.kit.process.Startup;
import io.linklog.kit.registration.ServiceRegistration;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.query.events.EventMessages;
import io.linklog.query.events.EventStream;
import io.linklog.query.events.EventStreamMetrics;
import io.linklog.query.events.EventStreams;
import io.linklog.query.http.AsyncAnswers;
import io.linklog.query.http.VisitorErrors;
import io.linklog.query.limits.VisitPlaces;
import io.linklog.query.links.LinkReads;
import io.linklog.query.links.LinkStatements;
import io.linklog.query.lookup.ActiveReadModel;
import io.linklog.query.lookup.LogOffsets;
import io.linklog.query.lookup.LookupMetrics;
import io.linklog.query.lookup.PerKeyspace;
import io.linklog.query.lookup.ReadModel;
import io.linklog.query.lookup.ReadModelMetrics;
import io.linklog.query.pages.ApiDocument;
import io.linklog.query.pages.ShortLinkPages;
import io.linklog.query.pages.SitePages;
import io.linklog.query.redirect.FaultHandler;
import io.linklog.query.redirect.RedirectHandler;
import io.linklog.query.redirect.RedirectMetrics;
import io.linklog.query.redirect.RedirectSpans;
import io.linklog.query.stats.ReconciliationReads;
import io.linklog.query.stats.StatsReads;
import io.linklog.query.stats.StatsStatements;
import io.linklog.query.visitlog.VisitLog;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Visit;
import io.linklog.schemas.topics.TopicInstaller;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.visits.FollowedCounts;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process that answers visitors and readers. */
public final class QueryService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueryService.class);

    private final Closer closer;
    private final HttpApi http;
    private final ActiveReadModel models;

    private final EventStreams streams;

    private QueryService(Closer closer, HttpApi http, ActiveReadModel models, EventStreams streams) {
        this.closer = closer;
        this.http = http;
        this.models = models;
        this.streams = streams;
    }

    public static void main(String[] args) {
        ServiceProcess.run(QuerySettings.SERVICE, (env, health, closer) -> {
            QuerySettings settings = QuerySettings.from(env);
            closer.add("query-service", start(settings, health, InstantSource.system()));
        });
    }

    /**
     * Starts everything; returns when links are answered.
     *
     * @param clock decides what is not yet open and what is over
     */
    static QueryService start(QuerySettings settings, Health health, InstantSource clock) throws Exception {
        Closer closer = new Closer();
        try {
            return open(settings, health, clock, closer);
        } catch (Exception | LinkageError e) {
            try {
                closer.close();
            } catch (Exception suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static QueryService open(QuerySettings settings, Health health, InstantSource clock, Closer closer)
            throws Exception {
        AdminServer admin = closer.add("admin server", new AdminServer(settings.adminPort(), health));
        Tracing tracing = closer.add("tracing", Tracing.open(settings.tracing(), admin.metrics()));
        Etcd etcd = closer.add("etcd client", new Etcd(settings.etcd()));
        ServiceRegistration.start(etcd, settings.registration(), admin.metrics(), health, closer);
        KafkaSettings kafka = settings.kafka();
        Admin kafkaAdmin = closer.add("Kafka admin", Admin.create(kafka.client(Map.of())));
        int partitions = Startup.await("Kafka at " + kafka.bootstrapServers(), () -> installTopics(kafkaAdmin, kafka));
        SchemaRegistry registry = new SchemaRegistry(settings.registry());
        AvroSerde<LinkEvent> events = Startup.await(
                "the schema registry at " + settings.registry().urls(),
                () -> AvroSerde.ofValues(Topics.LINK_EVENTS, LinkEvent.class, registry));
        CqlSession cassandra = closer.add(
                "Cassandra session",
                Startup.await("Cassandra at " + settings.cassandra().contactPoints(), settings.cassandra()::open));
        FollowedCounts counts = closer.add("counts of visits", new FollowedCounts(etcd, found -> {}));
        PerKeyspace<LinkStatements> linkStatements = new PerKeyspace<>(LinkStatements::prepare);
        PerKeyspace<StatsStatements> statsStatements =
                new PerKeyspace<>(session -> StatsStatements.prepare(session, counts));
        ReadModel.Parts parts = new ReadModel.Parts(
                cassandra,
                kafka,
                settings.http().instanceId(),
                new LogOffsets(kafkaAdmin, partitions, settings.lookup().fenceWait()),
                events.deserializer(),
                List.of(linkStatements, statsStatements),
                settings.lookup(),
                new LookupMetrics(admin.metrics()),
                tracing,
                health);
        ActiveReadModel models = closer.add("read models", new ActiveReadModel(parts, etcd));
        ReadModelMetrics.register(admin.metrics(), models);

        ObjectMapper json = Json.mapper();
        URI publicUrl = settings.http().publicUrl();
        VisitorErrors errors = new VisitorErrors(json);
        AvroSerde<Visit> visitSerde = AvroSerde.ofValues(Topics.VISITS, Visit.class, registry);
        VisitLog visits = closer.add(
                "visits",
                VisitLog.open(
                        settings.visits(),
                        new VisitLog.Parts(
                                settings.http().instanceId(),
                                kafka,
                                partitions,
                                visitSerde,
                                etcd,
                                admin.metrics(),
                                tracing,
                                health)));
        RedirectHandler redirects = new RedirectHandler(
                () -> models.current().links(),
                SitePages.FILES,
                settings.permanentMaxAge(),
                errors,
                clock,
                new RedirectMetrics(admin.metrics()),
                new RedirectSpans(tracing),
                visits,
                Startup.await(
                        "Cassandra's places of limited links",
                        () -> new VisitPlaces(
                                cassandra,
                                settings.cassandra().replication(),
                                settings.lookup().readDeadline())));
        AsyncAnswers answers =
                closer.add("answers", new AsyncAnswers(settings.lookup().requestDeadline()));
        LinkReads reads = new LinkReads(models::current, linkStatements, publicUrl, answers);
        ServiceDirectory siblings = closer.add(
                "directory",
                new ServiceDirectory(etcd, DirectorySettings.all().only(QuerySettings.SERVICE), admin.metrics()));
        ReconciliationReads reconcile = new ReconciliationReads(
                models::current, statsStatements, QuerySettings.SERVICE, siblings, visits, answers, json);
        StatsReads stats = new StatsReads(models::current, statsStatements, answers, clock);
        ShortLinkPages pages = new ShortLinkPages(models::current, publicUrl, answers, errors, clock);
        SitePages site = new SitePages(publicUrl, ApiDocument.load(publicUrl));
        EventStreams streams = closer.add(
                "event streams", streams(settings, models, partitions, events, visitSerde, json, admin, health));
        HttpApi http = closer.add(
                "HTTP server", HttpApi.start(settings.http().port(), json, tracing, admin.metrics(), config -> {
                    config.jetty.modifyServer(server -> {
                        server.insertHandler(redirects);
                        if (settings.faults().areOn()) {
                            LOG.warn("FAULTS ARE SWITCHED ON: requests fail on purpose: {}", settings.faults());
                            server.insertHandler(new FaultHandler(settings.faults()));
                        }
                    });
                    Addressee.check(
                            config.routes,
                            QuerySettings.SERVICE,
                            settings.http().instanceId());
                    reads.addTo(config.routes);
                    stats.addTo(config.routes);
                    reconcile.addTo(config.routes);
                    streams.addTo(config.routes);
                    pages.addTo(config.routes);
                    site.addTo(config.routes);
                }));
        // first of all: the server's end waits for answers under way
        closer.add("end of event streams", streams::end);
        return new QueryService(closer, http, models, streams);
    }

    private static EventStreams streams(
            QuerySettings settings,
            ActiveReadModel models,
            int partitions,
            AvroSerde<LinkEvent> events,
            AvroSerde<Visit> visits,
            ObjectMapper json,
            AdminServer admin,
            Health health) {
        Set<EventStream> running = EventStreams.none();
        EventMessages messages = new EventMessages(
                events.deserializer(),
                visits.deserializer(),
                models::current,
                settings.http().publicUrl(),
                json,
                settings.lookup().requestDeadline());
        return new EventStreams(
                settings.kafka(),
                settings.http().instanceId(),
                partitions,
                new EventStream.Parts(
                        messages, settings.events(), new EventStreamMetrics(admin.metrics(), running), health),
                running);
    }

    /** Creates what is missing, and says how many partitions the log has. */
    private static int installTopics(Admin admin, KafkaSettings kafka) throws Exception {
        new TopicInstaller(admin, kafka.partitions(), kafka.replicationFactor()).install(KafkaSettings.ADMIN_DEADLINE);
        String log = Topics.LINK_EVENTS.name();
        return admin.describeTopics(List.of(log))
                .allTopicNames()
                .get(KafkaSettings.ADMIN_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .get(log)
                .partitions()
                .size();
    }

    /** The port that visitors and readers are answered on. */
    public int port() {
        return http.port();
    }

    ActiveReadModel models() {
        return models;
    }

    EventStreams streams() {
        return streams;
    }

    @Override
    public void close() throws Exception {
        closer.close();
    }
}
