package io.linklog.query;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.visits.Counts;
import java.time.Duration;
import java.util.function.Supplier;

/** The statements of one keyspace, prepared once. Thread-safe. */
final class Projection {

    private final SelectLink links;
    private final SelectHistory history;
    private final SelectListed lists;
    private final SelectTotals totals;
    private final SelectVisits visits;
    private final SelectCounted counted;

    /**
     * Prepares the statements; waits for the server.
     *
     * @param counts which generation of the count of visits to read
     * @param deadline for each statement
     * @throws com.datastax.oss.driver.api.core.DriverException when a table or the server is missing
     */
    Projection(CqlSession session, String keyspace, Supplier<Counts> counts, Duration deadline, CassandraSpans spans) {
        this.links = new SelectLink(session, keyspace, deadline, spans);
        this.history = new SelectHistory(session, keyspace, deadline, spans);
        this.lists = new SelectListed(session, keyspace, deadline, ListWalk.CODES_OF_A_STEP, spans);
        this.totals = new SelectTotals(session, keyspace, counts, deadline, spans);
        this.counted = new SelectCounted(session, keyspace, counts, deadline);
        this.visits = new SelectVisits(session, keyspace, deadline, spans);
    }

    SelectLink links() {
        return links;
    }

    SelectHistory history() {
        return history;
    }

    SelectListed lists() {
        return lists;
    }

    SelectTotals totals() {
        return totals;
    }

    SelectCounted counted() {
        return counted;
    }

    SelectVisits visits() {
        return visits;
    }
}
