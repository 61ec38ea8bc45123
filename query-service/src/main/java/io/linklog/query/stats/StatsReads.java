package io.linklog.query.stats;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.access.Caller;
import io.linklog.kit.http.ReadRoutes;
import io.linklog.query.cassandra.Reading;
import io.linklog.query.http.AsyncAnswers;
import io.linklog.query.http.QueryParameters;
import io.linklog.query.http.ReadProblems;
import io.linklog.query.http.TableFormat;
import io.linklog.query.lookup.PerKeyspace;
import io.linklog.query.lookup.ReadModel;
import io.linklog.schemas.Link;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.schemas.view.VisitView;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API's reads of visit statistics and of single visits, of the caller's tenant only. Statistics are read as totals;
 * their cost does not depend on the number of visits.
 */
public final class StatsReads {

    /** Visits of people, visits of bots, and the number of different people. */
    record CountsView(long human, long bot, long unique) {

        static CountsView of(VisitSum sum) {
            return new CountsView(sum.human(), sum.bot(), sum.unique());
        }
    }

    /** The visits of one hour or day. */
    record RowView(Instant start, long human, long bot, long unique) {}

    /**
     * The visits of a link since it was created, whatever span was asked for.
     *
     * @param base counted by another tool before the link was imported; part of no other number
     * @param counted here: people and bots
     */
    record AllTimeView(long base, long counted, long total) {}

    /**
     * Statistics in JSON.
     *
     * @param allTime only for one link
     * @param uniqueError relative standard error of the numbers of different people
     */
    record StatsView(
            CountsView total,
            double uniqueError,
            Instant from,
            Instant to,
            String interval,
            List<RowView> data,
            @Nullable String groupBy,
            @Nullable List<VisitGroups.Group> groups,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            AllTimeView allTime) {}

    private record FoundStats(
            SelectTotals.Found found, @Nullable AllTimeView allTime) {}

    /** A read of this package's statements; the link is null where all links are asked for. */
    @FunctionalInterface
    private interface Read<T> {
        CompletableFuture<T> of(@Nullable Link link, StatsStatements select, Reading reading);
    }

    /** A page of visits in JSON. */
    record VisitsView(List<VisitView> data, @Nullable String nextCursor) {}

    /** The retention of the topic of visits and of the table. */
    private static final int DAYS_OF_VISITS = 31;

    private final Supplier<ReadModel> models;
    private final PerKeyspace<StatsStatements> statements;
    private final AsyncAnswers answers;
    private final InstantSource clock;

    public StatsReads(
            Supplier<ReadModel> models,
            PerKeyspace<StatsStatements> statements,
            AsyncAnswers answers,
            InstantSource clock) {
        this.models = models;
        this.statements = statements;
        this.answers = answers;
        this.clock = clock;
    }

    public void addTo(RoutesConfig routes) {
        ReadRoutes.add(routes, "/api/v1/links/{code}/stats", ctx -> answerStats(ctx, linkName(ctx), true));
        ReadRoutes.add(routes, "/api/v1/links/{code}/visits", ctx -> answerVisits(ctx, linkName(ctx), true));
        ReadRoutes.add(routes, "/api/v1/stats", ctx -> answerStats(ctx, VisitStatsKey.allLinks(tenant(ctx)), false));
        ReadRoutes.add(
                routes, "/api/v1/stats/orphans", ctx -> answerStats(ctx, VisitStatsKey.orphans(tenant(ctx)), false));
        ReadRoutes.add(
                routes, "/api/v1/visits/orphans", ctx -> answerVisits(ctx, VisitStatsKey.orphans(tenant(ctx)), false));
    }

    private static String linkName(Context ctx) {
        return QueryParameters.linkName(ctx);
    }

    private static String tenant(Context ctx) {
        return Caller.of(ctx).tenant();
    }

    private void answerStats(Context ctx, String code, boolean isLink) {
        StatsQuery query = StatsQuery.of(ctx, clock.instant());
        answerIfFound(
                ctx,
                code,
                isLink,
                (link, select, reading) -> stats(code, link, query, select.totals(), reading),
                stats -> answer(ctx, query, stats.found(), stats.allTime()));
    }

    private CompletableFuture<FoundStats> stats(
            String code, @Nullable Link link, StatsQuery query, SelectTotals totals, Reading reading) {
        CompletableFuture<SelectTotals.Found> found = totals.of(code, query, reading);
        if (link == null || query.format() != TableFormat.JSON) {
            return found.thenApply(only -> new FoundStats(only, null));
        }
        long base = link.getOrigin() == null ? 0 : link.getOrigin().getBaseVisits();
        return found.thenCombine(
                totals.counted(code, VisitPurgeCalls.earliestVisit(link), clock.instant(), reading),
                (one, counted) -> new FoundStats(one, new AllTimeView(base, counted, base + counted)));
    }

    private static void answer(Context ctx, StatsQuery query, SelectTotals.Found found, @Nullable AllTimeView allTime) {
        List<RowView> rows = new ArrayList<>();
        found.byStart().forEach((start, sum) -> rows.add(new RowView(start, sum.human(), sum.bot(), sum.unique())));
        List<VisitGroups.Group> groups =
                found.groups() == null ? null : found.groups().sortBySize();
        if (query.format() == TableFormat.JSON) {
            ctx.header("Cache-Control", "no-store");
            ctx.json(new StatsView(
                    CountsView.of(found.total()),
                    VisitSum.UNIQUE_ERROR,
                    query.from(),
                    query.to(),
                    query.unit().name().toLowerCase(Locale.ROOT),
                    rows,
                    query.groupBy(),
                    groups,
                    allTime));
        } else if (groups == null) {
            query.format().writeLines(ctx, RowView.class, rows);
        } else {
            query.format().writeLines(ctx, VisitGroups.Group.class, groups);
        }
    }

    private void answerVisits(Context ctx, String code, boolean isLink) {
        QueryParameters parameters = new QueryParameters(ctx, Set.of("cursor", "domain", "limit", "format"));
        int limit = parameters.number("limit", 50, 1, 1_000);
        TableFormat format = TableFormat.of(ctx, parameters);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        String cursor = parameters.text("cursor", 2_000);
        VisitCursor from = cursor == null ? new VisitCursor(today, null) : VisitCursor.parse(cursor, today);
        answerIfFound(
                ctx,
                code,
                isLink,
                (link, select, reading) ->
                        select.visits().page(code, from, today.minusDays(DAYS_OF_VISITS), limit, reading),
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
            format.writeLines(ctx, VisitView.class, page.visits());
        }
    }

    /** Answers with a read, or with 404 when the code needs a link and none exists. */
    private <T> void answerIfFound(Context ctx, String code, boolean isLink, Read<T> read, Consumer<T> writer) {
        answers.walk(
                ctx,
                reading -> {
                    ReadModel model = models.get();
                    StatsStatements select = statements.of(model);
                    if (!isLink) {
                        return read.of(null, select, reading).thenApply(Optional::of);
                    }
                    return model.findLink(tenant(ctx), code, reading.trace())
                            .thenCompose(link -> link.isPresent()
                                    ? read.of(link.get(), select, reading).thenApply(Optional::of)
                                    : CompletableFuture.completedFuture(Optional.<T>empty()));
                },
                found -> found.ifPresentOrElse(writer, () -> answers.problem(ctx, ReadProblems.noSuchLink(code))));
    }
}
