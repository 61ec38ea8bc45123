package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Collects the rows of one poll by partition, so that a few batches replace one request for each row. Confined to the
 * projection's thread.
 *
 * @param <P> a partition of the table
 */
final class RowBatches<P> {

    // about 100 bytes a row, so a mutation of 10 KiB
    private static final int ROWS_PER_BATCH = 100;

    private final Map<P, List<BoundStatement>> rows = new HashMap<>();

    void add(P partition, BoundStatement row) {
        rows.computeIfAbsent(partition, p -> new ArrayList<>()).add(row);
    }

    /** Passes the batches on and starts again. */
    void drain(Consumer<Statement<?>> batches) {
        for (List<BoundStatement> all : rows.values()) {
            for (int from = 0; from < all.size(); from += ROWS_PER_BATCH) {
                batches.accept(LinkTables.batch(all.subList(from, Math.min(all.size(), from + ROWS_PER_BATCH))));
            }
        }
        rows.clear();
    }
}
