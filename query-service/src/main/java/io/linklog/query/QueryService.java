package io.linklog.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Json;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.passwords.PasswordThreads;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.ServiceProcess;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.mesh.domains.DomainBook;
import io.linklog.query.domains.Sites;
import io.linklog.query.events.EventStreams;
import io.linklog.query.http.AsyncAnswers;
import io.linklog.query.http.UnknownCodes;
import io.linklog.query.http.VisitorErrors;
import io.linklog.query.limits.VisitLimits;
import io.linklog.query.links.LinkReads;
import io.linklog.query.links.LinkStatements;
import io.linklog.query.lookup.ActiveReadModel;
import io.linklog.query.lookup.PerKeyspace;
import io.linklog.query.lookup.ReadModel;
import io.linklog.query.lookup.ReadModelMetrics;
import io.linklog.query.lookup.Redirect;
import io.linklog.query.pages.ApiDocument;
import io.linklog.query.pages.ShortLinkPages;
import io.linklog.query.pages.SitePages;
import io.linklog.query.redirect.FaultHandler;
import io.linklog.query.redirect.FaultSettings;
import io.linklog.query.redirect.LinkCards;
import io.linklog.query.redirect.LookUpPlaces;
import io.linklog.query.redirect.PasswordGate;
import io.linklog.query.redirect.RedirectHandler;
import io.linklog.query.redirect.RedirectMetrics;
import io.linklog.query.redirect.RedirectParts;
import io.linklog.query.redirect.RedirectSpans;
import io.linklog.query.reports.ReportDesk;
import io.linklog.query.reports.ReportStatements;
import io.linklog.query.rules.Visitors;
import io.linklog.query.stats.ReconciliationReads;
import io.linklog.query.stats.StatsReads;
import io.linklog.query.stats.StatsStatements;
import io.linklog.query.visitlog.VisitLog;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Server;
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
     * @param clock decides which links are not open yet and which have expired
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
        ServiceRuntime runtime = ServiceRuntime.start(settings.service(), health, closer);
        Backends backends = Backends.open(settings, runtime, health, closer);
        PerKeyspace<LinkStatements> links = new PerKeyspace<>(LinkStatements::prepare);
        PerKeyspace<ReportStatements> reports = new PerKeyspace<>(ReportStatements::new);
        PerKeyspace<StatsStatements> stats = new PerKeyspace<>(backends::prepareStats);
        ReadModel.Parts readModel = backends.readModelParts(settings, List.of(links, stats, reports), runtime, health);
        ActiveReadModel models = closer.add(
                "read models",
                new ActiveReadModel(readModel, runtime.etcd(), settings.state().keyspace()));
        ReadModelMetrics.register(runtime.meters(), models);
        VisitLog visits = closer.add(
                "visits", VisitLog.open(settings.visits(), backends.visitLogParts(settings, runtime, health)));
        Visitors visitors = closer.add("visitors", backends.openVisitors(settings, runtime, health));

        ObjectMapper json = Json.mapper();
        URI publicUrl = settings.http().publicUrl();
        VisitorErrors errors = new VisitorErrors(json, settings.abuseContact(), publicUrl);
        UnknownCodes unknown = new UnknownCodes(runtime.limits());
        AsyncAnswers answers =
                closer.add("answers", AsyncAnswers.open(settings.lookup().requestDeadline(), runtime));
        VisitLimits limits = closer.add("places of limited links", backends.openLimits(settings, health));
        Sites sites = sites(settings, runtime, closer);
        RedirectParts parts = new RedirectParts(
                link -> Redirect.of(link, settings.permanentMaxAge()),
                errors,
                clock,
                new RedirectMetrics(runtime.meters()),
                new RedirectSpans(runtime.tracing()),
                visits,
                limits,
                unknown,
                LookUpPlaces.open(runtime, settings.lookup().spellings()),
                visitors,
                new LinkCards(publicUrl),
                new PasswordGate(runtime.limits(), closer.add("password checks", PasswordThreads.open(runtime))));
        RedirectHandler redirects = new RedirectHandler(() -> models.current().links(), sites, SitePages.FILES, parts);
        ReconciliationReads reconciliation = new ReconciliationReads(
                models::current, stats, QuerySettings.SERVICE, runtime.siblings(), visits, answers, json);
        reconciliation.addTo(runtime.admin());
        EventStreams streams =
                closer.add("event streams", backends.openStreams(settings, models::current, json, runtime, health));
        ReportDesk.Readers readers =
                new ReportDesk.Readers(models::current, reports, sites, publicUrl, answers, errors, clock);
        ReportDesk desk = closer.add("reports", backends.openReports(settings, runtime, readers));
        List<Consumer<RoutesConfig>> routes = List.of(
                new LinkReads(models::current, links, publicUrl, answers)::addTo,
                new StatsReads(models::current, stats, answers, clock)::addTo,
                backends.openPurges(settings, models::current, answers, clock, closer)::addTo,
                reconciliation::addTo,
                streams::addTo,
                new ShortLinkPages(models::current, sites, limits, publicUrl, answers, errors, unknown, clock)::addTo,
                desk::addTo,
                new SitePages(publicUrl, ApiDocument.load(publicUrl))::addTo);
        HttpApi http = closer.add("HTTP server", serve(settings, runtime, json, redirects, routes));
        // added last, so it runs first: the end of the server waits for running answers
        closer.add("end of event streams", streams::end);
        return new QueryService(closer, http, models, streams);
    }

    private static HttpApi serve(
            QuerySettings settings,
            ServiceRuntime runtime,
            ObjectMapper json,
            RedirectHandler redirects,
            List<Consumer<RoutesConfig>> routes) {
        return runtime.serve(settings.http().port(), json, config -> {
            config.jetty.modifyServer(server -> {
                server.insertHandler(redirects);
                insertFaults(server, settings.faults());
            });
            routes.forEach(some -> some.accept(config.routes));
        });
    }

    private static Sites sites(QuerySettings settings, ServiceRuntime runtime, Closer closer) {
        DomainBook book = closer.add(
                "domains", new DomainBook(runtime.etcd(), settings.state().domains(), runtime.meters()));
        ListenSettings listen = settings.service().listen();
        return new Sites(listen.hosts(), listen::isOwn, settings.unknownHosts(), book::find);
    }

    private static void insertFaults(Server server, FaultSettings faults) {
        if (faults.areOn()) {
            LOG.warn("FAULTS ARE SWITCHED ON: requests fail on purpose: {}", faults);
            server.insertHandler(new FaultHandler(faults));
        }
    }

    /** The port of the HTTP API. */
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
