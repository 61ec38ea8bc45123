package io.linklog.query;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.tracing.CassandraSpans;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The codes of a list, newest first: a partition an hour, and the hours that have one. */
final class SelectListed {

    /** One code in a list. */
    record Listed(long createdAtMicros, String code) {}

    /** Some codes, and how to get the next ones; {@code more} is false at the end of the hour. */
    static final class Rows {
        private final AsyncResultSet rows;
        private final Duration deadline;

        private Rows(AsyncResultSet rows, Duration deadline) {
            this.rows = rows;
            this.deadline = deadline;
        }

        List<Listed> codes() {
            List<Listed> codes = new ArrayList<>();
            rows.currentPage().forEach(row -> codes.add(new Listed(row.getLong(0), row.getString(1))));
            return codes;
        }

        boolean more() {
            return rows.hasMorePages();
        }

        CompletableFuture<Rows> next() {
            return Bounded.by(deadline, rows.fetchNextPage()).thenApply(next -> new Rows(next, deadline));
        }
    }

    private final CqlSession session;
    private final PreparedStatement hours;
    private final PreparedStatement codes;
    private final Duration deadline;
    private final CassandraSpans spans;
    private final CassandraSpans.Operation selectHours;
    private final CassandraSpans.Operation selectCodes;

    /** @param deadline for each statement */
    SelectListed(CqlSession session, String keyspace, Duration deadline, int codesOfAPage, CassandraSpans spans) {
        this.session = session;
        this.spans = spans;
        this.selectHours = new CassandraSpans.Operation("SELECT", keyspace, "link_list_hours");
        this.selectCodes = new CassandraSpans.Operation("SELECT", keyspace, "link_list");
        this.deadline = deadline;
        this.hours = session.prepare(SimpleStatement.newInstance("SELECT hour FROM " + keyspace
                        + ".link_list_hours WHERE tenant = ? AND list = ? AND hour <= ? LIMIT ?")
                .setIdempotent(true));
        this.codes = session.prepare(SimpleStatement.newInstance("SELECT created_at, code FROM " + keyspace
                        + ".link_list WHERE tenant = ? AND list = ? AND hour = ? AND created_at <= ?")
                .setIdempotent(true)
                .setPageSize(codesOfAPage));
    }

    /** Hours since 1970 that have links, latest first, from one on backwards. */
    CompletableFuture<List<Long>> hours(String tenant, String list, long from, int limit, SpanContext trace) {
        return Bounded.by(
                        deadline,
                        spans.execute(
                                session, hours.bind(tenant, list, from, limit).setPageSize(limit), selectHours, trace))
                .thenApply(rows -> {
                    List<Long> found = new ArrayList<>();
                    rows.currentPage().forEach(row -> found.add(row.getLong(0)));
                    return found;
                });
    }

    /** Codes of one hour that were created at a moment or before, latest first; at one moment in order of code. */
    CompletableFuture<Rows> codes(String tenant, String list, long hour, long createdAtMicros, SpanContext trace) {
        return Bounded.by(
                        deadline,
                        spans.execute(session, codes.bind(tenant, list, hour, createdAtMicros), selectCodes, trace))
                .thenApply(rows -> new Rows(rows, deadline));
    }
}
