package io.linklog.query.limits;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.linklog.mesh.async.Causes;
import io.linklog.query.cassandra.Timeouts;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the limits as rows in Cassandra. Thread-safe.
 *
 * <p>Each visitor takes a place, numbered from 1, with an insert that succeeds only if the row does not exist (a
 * lightweight transaction: one of several concurrent visitors wins). The row names its visitor. When an answer is lost,
 * the insert is repeated and shows whether this visitor has the place. A repeat never takes two places; a counter could
 * not promise that.
 *
 * <p>A taken place stays taken, even when the process ends before the visitor is answered. The rows are not a
 * projection: they have a keyspace of their own, which a replay does not touch.
 */
public final class VisitPlaces implements VisitLimits {

    private static final String KEYSPACE = "linklog_limits";
    private static final int CODES_REMEMBERED = 100_000;
    private static final int TRIES_OF_A_PLACE = 3;

    private final CqlSession session;
    private final Duration deadline;
    private final PreparedStatement take;
    private final PreparedStatement last;
    // a lower bound of the places that are taken, by code
    private final Cache<String, Long> taken =
            Caffeine.newBuilder().maximumSize(CODES_REMEMBERED).build();
    // on this instance, visitors of one code take turns: concurrently they would only compete for the same place
    private final ConcurrentHashMap<String, CompletableFuture<Boolean>> queues = new ConcurrentHashMap<>();

    /**
     * Creates the table where it is missing; waits for the server.
     *
     * @param replication of the keyspace if it has to be created, as a CQL map
     * @param deadline for all that one visitor waits for
     */
    public VisitPlaces(CqlSession session, String replication, Duration deadline) {
        this.session = session;
        this.deadline = deadline;
        if (session.getMetadata()
                .getKeyspace(KEYSPACE)
                .flatMap(keyspace -> keyspace.getTable("places"))
                .isEmpty()) {
            session.execute("CREATE KEYSPACE IF NOT EXISTS " + KEYSPACE + " WITH replication = " + replication);
            // with a fixed id: instances that start together would otherwise create two tables with one name
            session.execute("CREATE TABLE IF NOT EXISTS " + KEYSPACE + ".places (code text, place bigint, visitor uuid,"
                    + " PRIMARY KEY (code, place)) WITH CLUSTERING ORDER BY (place DESC)"
                    + " AND id = 6c696e6b-6c6f-4c69-8d69-747300000001");
        }
        this.take = session.prepare(SimpleStatement.newInstance(
                        "INSERT INTO " + KEYSPACE + ".places (code, place, visitor) VALUES (?, ?, ?) IF NOT EXISTS")
                .setSerialConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL)
                .setIdempotent(true));
        this.last = session.prepare(
                SimpleStatement.newInstance("SELECT place FROM " + KEYSPACE + ".places WHERE code = ? LIMIT 1")
                        .setIdempotent(true));
    }

    @Override
    public boolean isFull(String code, long most) {
        Long known = taken.getIfPresent(code);
        return known != null && known >= most;
    }

    @Override
    public CompletableFuture<Boolean> enter(String code, long most) {
        if (isFull(code, most)) {
            return CompletableFuture.completedFuture(false);
        }
        UUID visitor = UUID.randomUUID();
        CompletableFuture<Boolean> mine = queues.compute(
                code,
                (same, before) -> (before == null ? CompletableFuture.completedFuture(true) : before)
                        .handle((result, error) -> true)
                        .thenCompose(go -> enterNext(code, most, visitor)));
        mine.whenComplete((result, error) -> queues.remove(code, mine));
        return Timeouts.limit(mine, deadline);
    }

    private CompletableFuture<Boolean> enterNext(String code, long most, UUID visitor) {
        Long known = taken.getIfPresent(code);
        if (known != null) {
            return takeFrom(code, known + 1, most, visitor);
        }
        return withDeadline(session.executeAsync(last.bind(code))).thenCompose(rows -> {
            Row row = rows.one();
            return takeFrom(code, (row == null ? 0 : row.getLong(0)) + 1, most, visitor);
        });
    }

    private CompletableFuture<Boolean> takeFrom(String code, long place, long most, UUID visitor) {
        if (place > most) {
            remember(code, place - 1);
            return CompletableFuture.completedFuture(false);
        }
        return take(code, place, visitor, TRIES_OF_A_PLACE).thenCompose(mine -> {
            remember(code, place);
            return mine ? CompletableFuture.completedFuture(true) : takeFrom(code, place + 1, most, visitor);
        });
    }

    private CompletableFuture<Boolean> take(String code, long place, UUID visitor, int tries) {
        return withDeadline(session.executeAsync(take.bind(code, place, visitor)))
                .thenApply(answer -> answer.wasApplied() || belongsTo(answer.one(), visitor))
                .exceptionallyCompose(error -> {
                    Throwable cause = Causes.unwrap(error);
                    boolean unknown = cause instanceof WriteTimeoutException || cause instanceof DriverTimeoutException;
                    return unknown && tries > 1
                            ? take(code, place, visitor, tries - 1)
                            : CompletableFuture.failedFuture(cause);
                });
    }

    private static boolean belongsTo(@Nullable Row row, UUID visitor) {
        return row != null && visitor.equals(row.getUuid("visitor"));
    }

    private void remember(String code, long place) {
        taken.asMap().merge(code, place, Math::max);
    }

    private CompletableFuture<AsyncResultSet> withDeadline(CompletionStage<AsyncResultSet> answer) {
        return Timeouts.limit(answer, deadline);
    }
}
