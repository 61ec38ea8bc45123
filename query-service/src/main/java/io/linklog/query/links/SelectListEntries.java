package io.linklog.query.links;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.query.cassandra.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads the codes of a list, newest first: each hour is a partition, and another table has the hours that exist. */
final class SelectListEntries {

    /** One code in a list. */
    record ListEntry(long createdAtMicros, String code) {}

    /** A page of codes of one hour; {@code more} is false at the end of the hour. */
    static final class Rows {
        private final AsyncResultSet rows;
        private final List<ListEntry> codes = new ArrayList<>();
        private final KeyspaceSession session;
        private final Reading reading;

        private Rows(AsyncResultSet rows, KeyspaceSession session, Reading reading) {
            this.rows = rows;
            this.session = session;
            this.reading = reading;
            // the driver gives the rows of a page once
            rows.currentPage().forEach(row -> codes.add(new ListEntry(row.getLong(0), row.getString(1))));
        }

        List<ListEntry> codes() {
            return List.copyOf(codes);
        }

        boolean more() {
            return rows.hasMorePages();
        }

        CompletableFuture<Rows> next() {
            return session.nextPage(rows, reading).thenApply(next -> new Rows(next, session, reading));
        }
    }

    private final KeyspaceSession session;
    private final PreparedStatement hours;
    private final PreparedStatement codes;
    private final CassandraSpans.Operation selectHours;
    private final CassandraSpans.Operation selectCodes;

    /** Prepares the statements; waits for the server. */
    SelectListEntries(KeyspaceSession session, int codesPerPage) {
        this.session = session;
        this.selectHours = session.select("link_list_hours");
        this.selectCodes = session.select("link_list");
        this.hours = session.prepare("SELECT hour FROM " + session.table("link_list_hours")
                + " WHERE tenant = ? AND list = ? AND hour <= ? LIMIT ?");
        this.codes = session.prepare(
                "SELECT created_at, code FROM " + session.table("link_list")
                        + " WHERE tenant = ? AND list = ? AND hour = ? AND created_at <= ?",
                codesPerPage);
    }

    /** The hours since 1970 that have links, from one hour backwards, latest first. */
    CompletableFuture<List<Long>> hours(String tenant, String list, long from, int limit, Reading reading) {
        return session.execute(hours.bind(tenant, list, from, limit).setPageSize(limit), selectHours, reading)
                .thenApply(rows -> {
                    List<Long> found = new ArrayList<>();
                    rows.currentPage().forEach(row -> found.add(row.getLong(0)));
                    return found;
                });
    }

    /** The codes of one hour that were created at or before a moment, latest first, then in order of the code. */
    CompletableFuture<Rows> codes(String tenant, String list, long hour, long createdAtMicros, Reading reading) {
        return session.execute(codes.bind(tenant, list, hour, createdAtMicros), selectCodes, reading)
                .thenApply(rows -> new Rows(rows, session, reading));
    }
}
