package io.linklog.query.stats;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.query.cassandra.Reading;
import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.visits.Counts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads totals of visits and adds them up over the shards that counted them. */
final class SelectTotals {

    private static final int ROWS_OF_A_PAGE = 2_000;
    private static final String ROWS = " WHERE code = ? AND unit = ? AND period = ? AND start >= ? AND start < ?";

    private final KeyspaceSession session;
    private final PreparedStatement plain;
    private final PreparedStatement grouped;
    private final PreparedStatement sum;
    private final Supplier<Counts> counts;
    private final CassandraSpans.Operation select;

    /**
     * What was found.
     *
     * @param total the sum of all
     * @param byStart the sum of each hour or day that has visits, earliest first
     * @param groups null when the query has no dimension
     */
    record Found(
            VisitSum total,
            Map<Instant, VisitSum> byStart,
            @Nullable VisitGroups groups) {}

    /** @param counts tells which generations to read */
    SelectTotals(KeyspaceSession session, Supplier<Counts> counts) {
        this.counts = counts;
        this.session = session;
        this.select = session.select("visit_totals");
        String rows = session.table("visit_totals") + ROWS;
        this.plain = session.prepare("SELECT start, human, bot, visitors FROM " + rows, ROWS_OF_A_PAGE);
        this.sum = session.prepare("SELECT sum(human), sum(bot) FROM " + rows);
        // only the dimension of the query: a row has hundreds of values of other dimensions
        this.grouped =
                session.prepare("SELECT start, human, bot, visitors, dimensions[?] FROM " + rows, ROWS_OF_A_PAGE);
    }

    /** @param code a code, or a special name of {@link VisitStatsKey} */
    CompletableFuture<Found> of(String code, StatsQuery query, Reading reading) {
        List<TotalsSpan> all = TotalsSpan.of(counts.get().readable(), query.unit(), query.from(), query.to());
        Map<Instant, VisitSum> sums = new TreeMap<>();
        Consumer<Row> sum = row -> sums.computeIfAbsent(row.getInstant(0), start -> new VisitSum())
                .add(row.getLong(1), row.getLong(2), row.getByteBuffer(3));
        if (query.groupBy() == null) {
            return each(bindPlain(code, all), reading, sum).thenApply(done -> toFound(sums, null));
        }
        VisitGroups groups = new VisitGroups();
        Consumer<Row> group = row -> groups.add(row.getBytesUnsafe(4));
        // groups are sums of the whole time; the fewest rows are enough
        List<TotalsSpan> fewest =
                all.stream().flatMap(span -> span.toFewestRows().stream()).toList();
        CompletableFuture<?> read = fewest.equals(all)
                ? each(bindGrouped(code, query.groupBy(), all), reading, sum.andThen(group))
                : each(bindPlain(code, all), reading, sum)
                        .thenCombine(
                                each(bindGrouped(code, query.groupBy(), fewest), reading, group),
                                (one, other) -> other);
        return read.thenApply(done -> toFound(sums, groups));
    }

    /** The number of visits of people and bots on the days of a time, however long: one row a year is read. */
    CompletableFuture<Long> counted(String code, Instant from, Instant to, Reading reading) {
        Instant firstDay = from.truncatedTo(ChronoUnit.DAYS);
        Instant lastDay = to.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        List<BoundStatement> years = TotalsSpan.of(counts.get().readable(), StatsUnit.DAY, firstDay, lastDay).stream()
                .flatMap(span -> span.splitByYear().stream())
                .map(year -> sum.bind(code, year.unit().name(), year.period(), year.from(), year.to()))
                .toList();
        AtomicLong all = new AtomicLong();
        return each(years, reading, row -> all.addAndGet(row.getLong(0) + row.getLong(1)))
                .thenApply(done -> all.get());
    }

    private List<BoundStatement> bindPlain(String code, List<TotalsSpan> spans) {
        return months(spans)
                .map(month -> plain.bind(code, month.unit().name(), month.period(), month.from(), month.to()))
                .toList();
    }

    private List<BoundStatement> bindGrouped(String code, String dimension, List<TotalsSpan> spans) {
        return months(spans)
                .map(month ->
                        grouped.bind(dimension, code, month.unit().name(), month.period(), month.from(), month.to()))
                .toList();
    }

    private static Stream<TotalsSpan> months(List<TotalsSpan> spans) {
        return spans.stream().flatMap(span -> span.splitByMonth().stream());
    }

    private static Found toFound(Map<Instant, VisitSum> sums, @Nullable VisitGroups groups) {
        VisitSum total = new VisitSum();
        sums.values().forEach(total::add);
        return new Found(total, sums, groups);
    }

    /** Runs statements concurrently and passes their rows on one after another. */
    private CompletableFuture<Void> each(List<BoundStatement> statements, Reading reading, Consumer<Row> take) {
        List<CompletableFuture<AsyncResultSet>> answers = statements.stream()
                .map(statement -> session.execute(statement, select, reading))
                .toList();
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (CompletableFuture<AsyncResultSet> answer : answers) {
            all = all.thenCompose(before -> answer).thenCompose(page -> pages(page, reading, take));
        }
        return all;
    }

    private CompletableFuture<Void> pages(AsyncResultSet page, Reading reading, Consumer<Row> take) {
        page.currentPage().forEach(take);
        return page.hasMorePages()
                ? session.nextPage(page, reading).thenCompose(next -> pages(next, reading, take))
                : CompletableFuture.completedFuture(null);
    }
}
