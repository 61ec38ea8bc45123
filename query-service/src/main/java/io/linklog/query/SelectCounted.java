package io.linklog.query;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.visits.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** How far the visits of each journal are counted. */
final class SelectCounted {

    /**
     * @param sequence the highest number that came; what of it never came is in {@code missing}
     * @param refused those that came and are not counted, because of their time
     */
    record Counted(String journal, int partition, long sequence, long missing, long repeated, long refused) {

        /** Those in the statistics. */
        long counted() {
            return sequence - missing - refused;
        }
    }

    private final CqlSession session;
    private final PreparedStatement all;
    private final Supplier<Counts> counts;
    private final Duration deadline;

    /**
     * @param counts which generation to read
     * @param deadline for each page
     */
    SelectCounted(CqlSession session, String keyspace, Supplier<Counts> counts, Duration deadline) {
        this.counts = counts;
        this.session = session;
        this.deadline = deadline;
        this.all = session.prepare(
                SimpleStatement.newInstance("SELECT journal, partition, sequence, missing, repeated, refused FROM "
                                + keyspace + ".visits_counted")
                        .setIdempotent(true));
    }

    /** Of all journals there are in the count that holds: a row for each partition and run of an instance. */
    CompletableFuture<List<Counted>> all() {
        List<Counted> found = new ArrayList<>();
        int generation = counts.get().holding().number();
        return bounded(session.executeAsync(all.bind()))
                .thenCompose(rows -> more(rows, generation, found))
                .thenApply(done -> found);
    }

    private CompletableFuture<Void> more(AsyncResultSet rows, int generation, List<Counted> found) {
        rows.currentPage()
                .forEach(row -> VisitStatsKey.journalOf(Objects.requireNonNull(row.getString(0)), generation)
                        .ifPresent(journal -> found.add(new Counted(
                                journal,
                                row.getInt(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5)))));
        return rows.hasMorePages()
                ? bounded(rows.fetchNextPage()).thenCompose(next -> more(next, generation, found))
                : CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<AsyncResultSet> bounded(CompletionStage<AsyncResultSet> answer) {
        return Bounded.by(deadline, answer);
    }
}
