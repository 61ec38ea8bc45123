package io.linklog.query.stats;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.query.cassandra.KeyspaceSession;
import io.linklog.query.cassandra.Reading;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.visits.Counts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads how many visits of each journal are counted, in the active generation of the count. */
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
    private final PreparedStatement ofJournal;
    private final PreparedStatement all;
    private final Supplier<Counts> counts;
    private final CassandraSpans.Operation select;
    private final FormerJournals former;

    /**
     * Prepares the statements; waits for the server.
     *
     * @param counts tells which generation to read
     */
    SelectJournalCounts(KeyspaceSession session, Supplier<Counts> counts) {
        this.counts = counts;
        this.session = session;
        this.select = session.select("visits_counted");
        String columns = "SELECT journal, partition, sequence, missing, repeated, refused FROM "
                + session.table("visits_counted");
        this.ofJournal = session.prepare(columns + " WHERE journal = ?");
        this.all = session.prepare(columns);
        this.former = new FormerJournals(this::scan, System::nanoTime);
    }

    /** The counts of some journals: one row for each partition that has visits. */
    CompletableFuture<List<JournalCount>> of(Collection<String> journals, Reading reading) {
        int generation = counts.get().current().number();
        List<JournalCount> found = new ArrayList<>();
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (String journal : journals) {
            all = all.thenCompose(before -> session.execute(
                            ofJournal.bind(VisitStatsKey.journal(journal, generation)), select, reading))
                    .thenCompose(rows -> pages(rows, generation, found::add, reading));
        }
        return all.thenApply(done -> found);
    }

    /**
     * The sums over all other journals, a few seconds old.
     *
     * @param running the journals that are left out
     */
    CompletableFuture<FormerJournals.Sums> others(Set<String> running) {
        return former.sums(running, counts.get().current().number());
    }

    private CompletableFuture<Void> scan(int generation, Consumer<JournalCount> take) {
        Reading reading = Reading.unbounded();
        return session.execute(all.bind(), select, reading).thenCompose(rows -> pages(rows, generation, take, reading));
    }

    private CompletableFuture<Void> pages(
            AsyncResultSet rows, int generation, Consumer<JournalCount> take, Reading reading) {
        for (Row row : rows.currentPage()) {
            VisitStatsKey.journalOf(Objects.requireNonNull(row.getString(0)), generation)
                    .ifPresent(journal -> take.accept(new JournalCount(
                            journal, row.getInt(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5))));
        }
        return rows.hasMorePages()
                ? session.nextPage(rows, reading).thenCompose(next -> pages(next, generation, take, reading))
                : CompletableFuture.completedFuture(null);
    }
}
