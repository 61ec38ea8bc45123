package io.linklog.query.stats;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.http.ReadRoutes;
import io.linklog.kit.process.AdminServer;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.query.cassandra.Reading;
import io.linklog.query.http.AsyncAnswers;
import io.linklog.query.http.QueryParameters;
import io.linklog.query.lookup.PerKeyspace;
import io.linklog.query.lookup.ReadModel;
import io.linklog.query.visitlog.JournalReport;
import io.linklog.query.visitlog.VisitLog;
import io.linklog.schemas.topics.VisitStatsKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code GET /api/v1/stats/reconcile}: asks every registered instance for its journal report and compares the sum with
 * the counts. An instance shows its report on its admin port: the API would ask for a key, which no instance has.
 */
public final class ReconciliationReads {

    private static final String PATH = "/api/v1/stats/reconcile";
    private static final String OWN = "/journal";
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private record InstanceReport(String instance, Optional<JournalReport> report) {}

    private final Supplier<ReadModel> models;
    private final PerKeyspace<StatsStatements> statements;
    private final String service;
    private final ServiceDirectory directory;
    private final VisitLog visits;
    private final AsyncAnswers answers;
    private final ObjectMapper json;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(DEADLINE).build();

    /**
     * @param service whose instances are asked, as the registry names it
     * @param directory finds them
     */
    public ReconciliationReads(
            Supplier<ReadModel> models,
            PerKeyspace<StatsStatements> statements,
            String service,
            ServiceDirectory directory,
            VisitLog visits,
            AsyncAnswers answers,
            ObjectMapper json) {
        this.models = models;
        this.statements = statements;
        this.service = service;
        this.directory = directory;
        this.visits = visits;
        this.answers = answers;
        this.json = json;
    }

    public void addTo(RoutesConfig routes) {
        ReadRoutes.add(routes, PATH, this::answerReconciliation);
    }

    /** Adds the report of this instance, for the others; 404 when it does not log visits. */
    public void addTo(AdminServer admin) {
        admin.addPage(OWN, this::ownReport);
    }

    private Optional<byte[]> ownReport() throws IOException {
        Optional<JournalReport> report = visits.report();
        return report.isEmpty() ? Optional.empty() : Optional.of(json.writeValueAsBytes(report.get()));
    }

    private void answerReconciliation(Context ctx) {
        new QueryParameters(ctx, Set.of());
        answers.walk(ctx, this::gather, found -> {
            ctx.header("Cache-Control", "no-store");
            ctx.json(found);
        });
    }

    private CompletableFuture<Reconciliation> gather(Reading reading) {
        List<CompletableFuture<InstanceReport>> calls = new ArrayList<>();
        for (Instance instance : directory.instances(service)) {
            calls.add(reading.run(() -> ask(instance)));
        }
        // journals first, counts second: in the other order, visits in between would look lost
        return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).thenCompose(all -> {
            List<JournalReport> reports = new ArrayList<>();
            List<String> away = new ArrayList<>();
            for (CompletableFuture<InstanceReport> answer : calls) {
                InstanceReport instance = answer.join();
                instance.report.ifPresentOrElse(reports::add, () -> away.add(instance.instance));
            }
            return compare(reports, away, reading);
        });
    }

    private CompletableFuture<Reconciliation> compare(List<JournalReport> reports, List<String> away, Reading reading) {
        SelectJournalCounts select = statements.of(models.get()).journals();
        Set<String> known = Stream.concat(reports.stream().map(JournalReport::journal), Stream.of(VisitStatsKey.PURGED))
                .collect(Collectors.toSet());
        return select.of(known, reading)
                .thenCombine(
                        select.others(known), (counted, former) -> Reconciliation.of(reports, counted, former, away));
    }

    private CompletableFuture<InstanceReport> ask(Instance instance) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + instance.host() + ':' + instance.adminPort()
                        + OWN + "?instance=" + service + '/' + instance.id()))
                .timeout(DEADLINE)
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(answer -> new InstanceReport(instance.id(), report(answer)))
                .exceptionally(error -> new InstanceReport(instance.id(), Optional.empty()));
    }

    private Optional<JournalReport> report(HttpResponse<byte[]> answer) {
        try {
            return answer.statusCode() == 200
                    ? Optional.of(json.readValue(answer.body(), JournalReport.class))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // perhaps from another version: treated like an instance that does not answer
        }
    }
}
