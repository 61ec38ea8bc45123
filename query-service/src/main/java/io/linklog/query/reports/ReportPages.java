package io.linklog.query.reports;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.http.ReadRoutes;
import io.linklog.kit.ratelimit.AddressLimits.Failure;
import io.linklog.kit.ratelimit.Limits;
import io.linklog.kit.ratelimit.Taken;
import io.linklog.query.cassandra.Reading;
import io.linklog.query.domains.Site;
import io.linklog.query.http.HtmlPage;
import io.linklog.query.log.TopicWriter;
import io.linklog.query.lookup.ReadModel;
import io.linklog.query.reports.ReportMetrics.Result;
import io.linklog.schemas.Link;
import io.linklog.schemas.Report;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.SlugRules;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.reports.Reports;
import io.linklog.schemas.view.ShortUrls;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * {@code /{code}/report}: a form for visitors who want to report a link. Nobody learns from it whether the link exists:
 * the form, and the answer to a report that can be taken, are always the same.
 *
 * <p>A page of another site may send the form in a visitor's name (CSRF). That is harmless: there is no session and no
 * cookie, so such a report says nothing that the site could not send itself, and it counts for the visitor's address.
 */
final class ReportPages {

    private final ReportDesk.Readers readers;
    private final TopicWriter<Report> log;
    private final ReportMetrics metrics;
    private final Limits limits;
    private final ReportPlaces places =
            new ReportPlaces(bound -> ThreadLocalRandom.current().nextInt(bound));

    ReportPages(ReportDesk.Readers readers, TopicWriter<Report> log, ReportMetrics metrics, Limits limits) {
        this.readers = readers;
        this.log = log;
        this.metrics = metrics;
        this.limits = limits;
    }

    void addTo(RoutesConfig routes) {
        ReadRoutes.add(routes, "/{code}/report", this::answerForm);
        routes.post("/{code}/report", this::take);
    }

    private void answerForm(Context ctx) {
        Site site = readers.sites().find(ctx.req().getServerName());
        if (site == null) {
            readers.errors().unknownHost(ctx);
            return;
        }
        write(ctx, ReportPage.form(shortUrl(site, ctx), ReportForm.EMPTY, Optional.empty()));
    }

    private void take(Context ctx) {
        Site site = readers.sites().find(ctx.req().getServerName());
        if (site == null) {
            readers.errors().unknownHost(ctx);
            return;
        }
        Optional<Taken> refusal =
                limits.addresses().count(Failure.REPORT, limits.proxies().client(ctx));
        if (refusal.isPresent()) {
            readers.errors().tooManyReports(ctx, refusal.get());
            return;
        }
        ReportForm form;
        try {
            form = ReportForm.of(ctx);
        } catch (ProblemException e) {
            readers.answers().problem(ctx, e.problem());
            return;
        }
        Optional<String> mistake = form.mistake();
        if (mistake.isPresent()) {
            ctx.status(400);
            write(ctx, ReportPage.form(shortUrl(site, ctx), form, mistake));
            return;
        }
        String name = site.nameOf(SlugRules.compose(ctx.pathParam("code")));
        readers.answers().answer(ctx, reading -> take(site, name, form, reading), result -> {
            metrics.count(result);
            write(ctx, ReportPage.thanks());
        });
    }

    /** Reads the same whether or not the link exists; only what is accepted is written. */
    private CompletableFuture<Result> take(Site site, String name, ReportForm form, Reading reading) {
        if (!LinkName.isWellFormed(name)) {
            return CompletableFuture.completedFuture(Result.UNKNOWN);
        }
        ReadModel model = readers.models().get();
        return model.findLinkOfAnyTenant(name, reading.trace())
                .thenApply(any -> any.filter(link -> site.shows(link.getTenant())))
                .thenCompose(link -> {
                    String stored = link.map(LinkName::text).orElse(name);
                    return readers.statements()
                            .of(model)
                            .places(stored, reading)
                            .thenCompose(known -> take(stored, link, known, form));
                });
    }

    private CompletableFuture<Result> take(
            String name, Optional<Link> link, List<ReportPlaces.Latest> latest, ReportForm form) {
        if (link.isEmpty()) {
            return CompletableFuture.completedFuture(Result.UNKNOWN);
        }
        if (link.get().getTakedown() != null) {
            return CompletableFuture.completedFuture(Result.TAKEN_DOWN);
        }
        Optional<ReportId> place = places.take(name, latest);
        if (place.isEmpty()) {
            return CompletableFuture.completedFuture(Result.FULL);
        }
        ReportId id = place.get();
        return log.append(
                        id.key(),
                        Reports.open(
                                id,
                                link.get().getTenant(),
                                readers.clock().instant(),
                                form.reason(),
                                form.textOrNull(),
                                form.contactOrNull()))
                .whenComplete((written, error) -> {
                    if (error != null) {
                        places.release(id);
                    }
                })
                .thenApply(written -> Result.ACCEPTED);
    }

    private String shortUrl(Site site, Context ctx) {
        String domain = site.domain() == null ? null : site.domain().name();
        return ShortUrls.of(domain, ctx.pathParam("code"), readers.publicUrl());
    }

    private static void write(Context ctx, String page) {
        ctx.header("Cache-Control", "no-store");
        ctx.header("Content-Security-Policy", HtmlPage.FORM_SECURITY_POLICY);
        ctx.header("X-Robots-Tag", "noindex");
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.contentType(HtmlPage.MEDIA_TYPE);
        ctx.result(page);
    }
}
