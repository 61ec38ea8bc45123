package io.linklog.projector.recount;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.visits.Counts.Leaving;
import io.linklog.projector.Keyspace;
import io.linklog.schemas.VisitStatsKey;
import java.time.Duration;

/** The rows of a generation that nobody reads any more. Blocks, with a deadline for each call. */
final class PastCount {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final CqlSession session;
    private final Keyspace keyspace;

    PastCount(CqlSession session, Keyspace keyspace) {
        this.session = session;
        this.keyspace = keyspace;
    }

    /** Deletes them; harmless to repeat. Goes through the partition keys of the two tables. */
    void delete(Leaving past) {
        PreparedStatement totals = session.prepare("DELETE FROM " + keyspace.name()
                + ".visit_totals WHERE code = ? AND unit = ? AND period = ? AND start >= ?");
        for (Row row : keys("code, unit, period", "visit_totals")) {
            if (VisitStatsKey.isOf(row.getString("period"), past.number())) {
                session.execute(totals.bind(
                                row.getString("code"), row.getString("unit"), row.getString("period"), past.from())
                        .setTimeout(DEADLINE));
            }
        }
        PreparedStatement counted =
                session.prepare("DELETE FROM " + keyspace.name() + ".visits_counted WHERE journal = ?");
        for (Row row : keys("journal", "visits_counted")) {
            if (VisitStatsKey.isOf(row.getString("journal"), past.number())) {
                session.execute(counted.bind(row.getString("journal")).setTimeout(DEADLINE));
            }
        }
    }

    private Iterable<Row> keys(String columns, String table) {
        return session.execute(
                SimpleStatement.newInstance("SELECT DISTINCT " + columns + " FROM " + keyspace.name() + "." + table)
                        .setTimeout(DEADLINE));
    }
}
