package io.linklog.query.stats;

import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.visits.Counts;
import java.util.function.Supplier;

/**
 * The statements of this package in one keyspace.
 *
 * @param totals reads totals of visits
 * @param visits reads single visits
 * @param journals reads how many visits of each journal are counted
 */
public record StatsStatements(SelectTotals totals, SelectVisits visits, SelectJournalCounts journals) {

    /**
     * Prepares them; waits for the server.
     *
     * @param counts the generations of the count of visits, as they are at the time of a read
     */
    public static StatsStatements prepare(KeyspaceSession session, Supplier<Counts> counts) {
        return new StatsStatements(
                new SelectTotals(session, counts), new SelectVisits(session), new SelectJournalCounts(session, counts));
    }
}
