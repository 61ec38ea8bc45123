package io.linklog.query.reports;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.access.Caller;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.http.ReadRoutes;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.query.cassandra.Reading;
import io.linklog.query.log.TopicWriter;
import io.linklog.query.lookup.ReadModel;
import io.linklog.schemas.Report;
import io.linklog.schemas.ReportState;
import io.linklog.schemas.names.TenantName;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.reports.Reports;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The reports for admins: lists, one report, its dismissal and its deletion. An admin sees the reports of the links of
 * its tenant, an admin of the tenant {@code default} those of all; others do not exist.
 */
final class ReportApi {

    /** A page of a list in JSON. */
    record ListView(List<ReportView> data, @Nullable String nextCursor) {}

    private final ReportDesk.Readers readers;
    private final TopicWriter<Report> log;
    private final Duration kept;

    /** @param kept how long reports are kept */
    ReportApi(ReportDesk.Readers readers, TopicWriter<Report> log, Duration kept) {
        this.readers = readers;
        this.log = log;
        this.kept = kept;
    }

    void addTo(RoutesConfig routes) {
        ReadRoutes.add(routes, "/api/v1/reports", this::answerList);
        ReadRoutes.add(routes, "/api/v1/reports/{id}", this::answerReport);
        routes.post("/api/v1/reports/{id}/dismiss", this::dismiss);
        routes.delete("/api/v1/reports/{id}", this::delete);
    }

    private void answerList(Context ctx) {
        ReportQuery query = ReportQuery.of(ctx, readers.clock().instant());
        readers.answers().walk(ctx, reading -> walk(query, reading), page -> {
            ReportCursor next = page.next();
            ctx.header("Cache-Control", "no-store");
            ctx.json(new ListView(
                    page.reports().stream()
                            .map(found -> ReportView.of(found, readers.publicUrl()))
                            .toList(),
                    next == null ? null : next.text()));
        });
    }

    private CompletableFuture<ReportWalk.Page> walk(ReportQuery query, Reading reading) {
        ReadModel model = readers.models().get();
        return new ReportWalk(
                        readers.statements().of(model),
                        entry -> find(model, query.tenant(), entry.id(), reading)
                                // another report of the same place, or another state
                                .thenApply(found -> found.filter(one ->
                                        one.standing() == query.standing() && ReportCursor.isOf(one.report(), entry))),
                        query,
                        reading,
                        readers.clock().instant(),
                        kept)
                .page();
    }

    private void answerReport(Context ctx) {
        String tenant = Caller.of(ctx).tenant();
        ReportId id = id(ctx);
        readers.answers()
                .answer(
                        ctx,
                        reading -> find(readers.models().get(), tenant, id, reading)
                                .thenApply(ReportApi::orNotFound),
                        found -> {
                            ctx.header("Cache-Control", "no-store");
                            ctx.json(ReportView.of(found, readers.publicUrl()));
                        });
    }

    private void dismiss(Context ctx) {
        Caller caller = Caller.of(ctx);
        ReportId id = id(ctx);
        String by = caller.key().map(ApiKey::id).orElse(null);
        readers.answers()
                .answer(
                        ctx,
                        reading -> find(readers.models().get(), caller.tenant(), id, reading)
                                .thenApply(ReportApi::orNotFound)
                                .thenCompose(found -> dismiss(id, found.report(), by)),
                        dismissed -> ctx.json(
                                ReportView.of(FoundReport.of(dismissed, Optional.empty()), readers.publicUrl())));
    }

    /** A repeat changes nothing. */
    private CompletableFuture<Report> dismiss(ReportId id, Report report, @Nullable String by) {
        if (report.getState() == ReportState.DISMISSED) {
            return CompletableFuture.completedFuture(report);
        }
        Report dismissed = Reports.dismiss(report, readers.clock().instant(), by);
        return log.append(id.key(), dismissed).thenApply(written -> dismissed);
    }

    private void delete(Context ctx) {
        String tenant = Caller.of(ctx).tenant();
        ReportId id = id(ctx);
        readers.answers()
                .answer(
                        ctx,
                        reading -> find(readers.models().get(), tenant, id, reading)
                                .thenApply(ReportApi::orNotFound)
                                .thenCompose(found -> log.delete(
                                        id.key(),
                                        Reports.deletedAt(
                                                found.report(), readers.clock().instant()))),
                        written -> ctx.status(204));
    }

    /** The report with its present state; empty if the tenant may not see it. */
    private CompletableFuture<Optional<FoundReport>> find(
            ReadModel model, String tenant, ReportId id, Reading reading) {
        return readers.statements().of(model).find(id, reading).thenCompose(report -> {
            if (report.isEmpty()
                    || !(tenant.equals(TenantName.DEFAULT)
                            || tenant.equals(report.get().getTenant()))) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return model.findLinkOfAnyTenant(id.name(), reading.trace())
                    .thenApply(link -> Optional.of(FoundReport.of(report.get(), link)));
        });
    }

    private static ReportId id(Context ctx) {
        return ReportId.parse(ctx.pathParam("id")).orElseThrow(ReportApi::notFound);
    }

    private static FoundReport orNotFound(Optional<FoundReport> found) {
        return found.orElseThrow(ReportApi::notFound);
    }

    private static ProblemException notFound() {
        return new ProblemException(
                Problem.notFound("There is no report with this id; GET /api/v1/reports lists the ids"));
    }
}
