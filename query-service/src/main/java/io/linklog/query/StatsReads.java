package io.linklog.query;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.http.HttpApi;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.schemas.view.VisitView;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of visits and the visits themselves. They read totals, so that a link with millions is as quick as any.
 */
final class StatsReads {

    /** Visits of people and of bots, and how many people there were. */
    record Counts(long human, long bot, long unique) {

        static Counts of(VisitSum sum) {
            return new Counts(sum.human(), sum.bot(), sum.unique());
        }
    }

    /** An hour or a day that has visits. */
    record Row(Instant start, long human, long bot, long unique) {}

    /** Statistics as callers see them. */
    record StatsView(
            Counts total,
            Instant from,
            Instant to,
            String interval,
            List<Row> data,
            @Nullable String groupBy,
            @Nullable List<VisitGroups.Group> groups) {}

    /** Visits as callers see them. */
    record VisitsView(List<VisitView> data, @Nullable String nextCursor) {}

    /** As long as the topic of visits keeps them, and the table after it. */
    private static final int DAYS_OF_VISITS = 31;

    private final Supplier<ReadModel> models;
    private final AsyncAnswers answers;
    private final InstantSource clock;

    StatsReads(Supplier<ReadModel> models, AsyncAnswers answers, InstantSource clock) {
        this.models = models;
        this.answers = answers;
        this.clock = clock;
    }

    void addTo(RoutesConfig routes) {
        Routes.read(routes, "/api/v1/links/{code}/stats", ctx -> stats(ctx, ctx.pathParam("code"), true));
        Routes.read(routes, "/api/v1/links/{code}/visits", ctx -> visits(ctx, ctx.pathParam("code"), true));
        Routes.read(routes, "/api/v1/stats", ctx -> stats(ctx, VisitStatsKey.ALL_LINKS, false));
        Routes.read(routes, "/api/v1/stats/orphans", ctx -> stats(ctx, VisitStatsKey.ORPHANS, false));
        Routes.read(routes, "/api/v1/visits/orphans", ctx -> visits(ctx, VisitStatsKey.ORPHANS, false));
    }

    private void stats(Context ctx, String code, boolean isLink) {
        StatsQuery query = StatsQuery.of(ctx, clock.instant());
        SpanContext trace = HttpApi.trace(ctx);
        whenKnown(
                ctx,
                code,
                isLink,
                trace,
                projection -> projection.totals().of(code, query, trace),
                found -> answer(ctx, query, found));
    }

    private static void answer(Context ctx, StatsQuery query, SelectTotals.Found found) {
        List<Row> rows = new ArrayList<>();
        found.byStart().forEach((start, sum) -> rows.add(new Row(start, sum.human(), sum.bot(), sum.unique())));
        List<VisitGroups.Group> groups =
                found.groups() == null ? null : found.groups().sorted();
        if (query.format() == TableFormat.JSON) {
            ctx.header("Cache-Control", "no-store");
            ctx.json(new StatsView(
                    Counts.of(found.total()),
                    query.from(),
                    query.to(),
                    query.unit().name().toLowerCase(Locale.ROOT),
                    rows,
                    query.groupBy(),
                    groups));
        } else if (groups == null) {
            query.format().lines(ctx, Row.class, rows);
        } else {
            query.format().lines(ctx, VisitGroups.Group.class, groups);
        }
    }

    private void visits(Context ctx, String code, boolean isLink) {
        Parameters parameters = new Parameters(ctx, Set.of("cursor", "limit", "format"));
        int limit = parameters.number("limit", 50, 1, 1_000);
        TableFormat format = TableFormat.of(ctx, parameters);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        String cursor = parameters.text("cursor", 2_000);
        VisitCursor from = cursor == null ? new VisitCursor(today, null) : VisitCursor.parse(cursor);
        SpanContext trace = HttpApi.trace(ctx);
        whenKnown(
                ctx,
                code,
                isLink,
                trace,
                projection -> projection.visits().page(code, from, today.minusDays(DAYS_OF_VISITS), limit, trace),
                page -> answer(ctx, format, page));
    }

    private static void answer(Context ctx, TableFormat format, SelectVisits.Page page) {
        String next = page.next() == null ? null : page.next().text();
        if (format == TableFormat.JSON) {
            ctx.header("Cache-Control", "no-store");
            ctx.json(new VisitsView(page.visits(), next));
        } else {
            if (next != null) {
                ctx.header("Linklog-Next-Cursor", next);
            }
            format.lines(ctx, VisitView.class, page.visits());
        }
    }

    /** Answers with what is read where there is such a link, or where none is needed; else that there is none. */
    private <T> void whenKnown(
            Context ctx,
            String code,
            boolean isLink,
            SpanContext trace,
            Function<Projection, CompletableFuture<T>> read,
            Consumer<T> answer) {
        answers.when(
                ctx,
                () -> {
                    ReadModel model = models.get();
                    return isThere(model, code, isLink, trace)
                            .thenCompose(known -> known
                                    ? read.apply(model.projection()).thenApply(Optional::of)
                                    : CompletableFuture.completedFuture(Optional.<T>empty()));
                },
                found -> found.ifPresentOrElse(answer, () -> answers.problem(ctx, LinkReads.noSuchLink(code))));
    }

    private static CompletableFuture<Boolean> isThere(ReadModel model, String code, boolean isLink, SpanContext trace) {
        return isLink
                ? LinkReads.find(model, code, trace).thenApply(Optional::isPresent)
                : CompletableFuture.completedFuture(true);
    }
}
