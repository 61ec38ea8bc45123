package io.linklog.query;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.data.TupleValue;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.kit.visits.Counts;
import io.linklog.kit.visits.Generation;
import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.VisitStatsKey;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.datasketches.hll.HllSketch;
import org.jspecify.annotations.Nullable;

/** Totals of visits, added up over the shards that counted them. */
final class SelectTotals {

    private static final int ROWS_OF_A_PAGE = 2_000;
    private static final String ROWS =
            ".visit_totals WHERE code = ? AND unit = ? AND period = ? AND start >= ? AND start < ?";

    private final CqlSession session;
    private final PreparedStatement plain;
    private final PreparedStatement grouped;
    private final Supplier<Counts> counts;
    private final Duration deadline;
    private final CassandraSpans spans;
    private final CassandraSpans.Operation select;

    /** What was found: the sum of all, and that of each hour or day that has visits, earliest first. */
    record Found(VisitSum total, Map<Instant, VisitSum> byStart) {}

    /** A part of the time that is asked for, which one generation of the count says. */
    record Span(int generation, Instant from, Instant to) {}

    /**
     * @param counts which generation to read
     * @param deadline for each statement
     */
    SelectTotals(
            CqlSession session, String keyspace, Supplier<Counts> counts, Duration deadline, CassandraSpans spans) {
        this.counts = counts;
        this.session = session;
        this.deadline = deadline;
        this.spans = spans;
        this.select = new CassandraSpans.Operation("SELECT", keyspace, "visit_totals");
        this.plain = prepare("SELECT start, human, bot, visitors FROM " + keyspace + ROWS);
        // the one dimension that is asked for: a row has some hundred values of others
        this.grouped =
                prepare("SELECT start, human, bot, visitors, dimensions[?] AS dimension FROM " + keyspace + ROWS);
    }

    private PreparedStatement prepare(String statement) {
        return session.prepare(
                SimpleStatement.newInstance(statement).setIdempotent(true).setPageSize(ROWS_OF_A_PAGE));
    }

    /** @param code a code or one of the names of {@link VisitStatsKey} */
    CompletableFuture<Found> of(String code, StatsQuery query, SpanContext trace) {
        Found found = new Found(new VisitSum(), new TreeMap<>());
        CompletableFuture<?> all = CompletableFuture.completedFuture(null);
        List<CompletableFuture<AsyncResultSet>> answers = new ArrayList<>();
        for (Span span : spans(counts.get().held(), query)) {
            for (String period : periods(span, query.unit())) {
                answers.add(bounded(spans.execute(session, bind(code, query, period, span), select, trace)));
            }
        }
        // one after another, since a sum is not for two threads; the servers work on all of them at once
        for (CompletableFuture<AsyncResultSet> answer : answers) {
            all = all.thenCompose(before -> answer).thenCompose(rows -> add(rows, query, found));
        }
        return all.thenApply(done -> found);
    }

    private BoundStatement bind(String code, StatsQuery query, String period, Span span) {
        String unit = query.unit().name();
        return query.groupBy() == null
                ? plain.bind(code, unit, period, span.from(), span.to())
                : grouped.bind(query.groupBy(), code, unit, period, span.from(), span.to());
    }

    private CompletableFuture<Void> add(AsyncResultSet rows, StatsQuery query, Found found) {
        for (Row row : rows.currentPage()) {
            add(row, query, found);
        }
        return rows.hasMorePages()
                ? bounded(rows.fetchNextPage()).thenCompose(next -> add(next, query, found))
                : CompletableFuture.completedFuture(null);
    }

    private static void add(Row row, StatsQuery query, Found found) {
        long human = row.getLong("human");
        long bot = row.getLong("bot");
        HllSketch visitors = VisitSum.visitors(row.getByteBuffer("visitors"));
        found.byStart
                .computeIfAbsent(row.getInstant("start"), start -> new VisitSum())
                .add(human, bot, visitors);
        found.total.add(human, bot, visitors);
        Map<String, TupleValue> values = query.groupBy() == null ? null : dimension(row);
        if (values != null) {
            values.forEach((value, counts) -> found.total.addGroup(value, counts.getLong(0), counts.getLong(1)));
        }
    }

    @SuppressWarnings("unchecked") // the driver gives what the column's type says
    private static @Nullable Map<String, TupleValue> dimension(Row row) {
        return (Map<String, TupleValue>) row.getObject("dimension");
    }

    /**
     * What is asked for, as far as each generation says it: one until the next begins. All begin at a midnight, so that no
     * hour or day lies in two.
     */
    static List<Span> spans(List<Generation> held, StatsQuery query) {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            Instant begin = held.get(i).from();
            Instant end = i + 1 < held.size() ? held.get(i + 1).from() : Instant.MAX;
            Instant from = query.from().isBefore(begin) ? begin : query.from();
            Instant to = query.to().isAfter(end) ? end : query.to();
            if (from.isBefore(to)) {
                spans.add(new Span(held.get(i).number(), from, to));
            }
        }
        return spans;
    }

    /** The partitions that have rows of a span, earliest first. */
    private static Set<String> periods(Span span, StatsUnit unit) {
        LocalDate first = LocalDate.ofInstant(span.from(), ZoneOffset.UTC);
        LocalDate last = LocalDate.ofInstant(span.to().minusMillis(1), ZoneOffset.UTC);
        Set<String> periods = new LinkedHashSet<>();
        for (LocalDate month = first.withDayOfMonth(1); !month.isAfter(last); month = month.plusMonths(1)) {
            periods.add(VisitStatsKey.period(unit, month, span.generation()));
        }
        return periods;
    }

    private CompletableFuture<AsyncResultSet> bounded(CompletionStage<AsyncResultSet> answer) {
        return Bounded.by(deadline, answer);
    }
}
