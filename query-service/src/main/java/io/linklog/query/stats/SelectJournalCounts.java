package io.linklog.query.stats;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.visits.Counts;
import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Reads how many visits of each journal are counted. */
final class SelectJournalCounts {

    /**
     * @param sequence the highest sequence number that arrived
     * @param missing sequence numbers below it that never arrived
     * @param refused visits that arrived and were not counted because of their time
     */
    record JournalCount(String journal, int partition, long sequence, long missing, long repeated, long refused) {

        /** The visits in the statistics. */
        long counted() {
            return sequence - missing - refused;
        }
    }

    private final KeyspaceSession session;
    private final PreparedStatement all;
    private final Supplier<Counts> counts;
    private final CassandraSpans.Operation select;

    /**
     * Prepares the statement; waits for the server.
     *
     * @param counts tells which generation to read
     */
    SelectJournalCounts(KeyspaceSession session, Supplier<Counts> counts) {
        this.counts = counts;
        this.session = session;
        this.select = session.select("visits_counted");
        this.all = session.prepare("SELECT journal, partition, sequence, missing, repeated, refused FROM "
                + session.table("visits_counted"));
    }

    /** All journals of the active generation: one row for each partition and each run of an instance. */
    CompletableFuture<List<JournalCount>> all() {
        List<JournalCount> found = new ArrayList<>();
        int generation = counts.get().current().number();
        return session.execute(all.bind(), select, SpanContext.getInvalid())
                .thenCompose(rows -> more(rows, generation, found))
                .thenApply(done -> found);
    }

    private CompletableFuture<Void> more(AsyncResultSet rows, int generation, List<JournalCount> found) {
        rows.currentPage()
                .forEach(row -> VisitStatsKey.journalOf(Objects.requireNonNull(row.getString(0)), generation)
                        .ifPresent(journal -> found.add(new JournalCount(
                                journal,
                                row.getInt(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5)))));
        return rows.hasMorePages()
                ? session.nextPage(rows).thenCompose(next -> more(next, generation, found))
                : CompletableFuture.completedFuture(null);
    }
}
