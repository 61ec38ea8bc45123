package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Collects the list rows of one poll. Links that were created in the same hour share a partition of a list, so a few
 * batches replace one request for each row. Confined to the projection's thread.
 */
public final class ListWrites {

    // about 100 bytes a row, so a mutation of 10 KiB
    private static final int ROWS_PER_BATCH = 100;
    private static final int KNOWN_HOURS = 10_000;

    private final LinkTables tables;
    private final Map<ListPartition, List<BoundStatement>> rows = new HashMap<>();
    private final Map<ListPartition, Long> newHours = new HashMap<>();
    private final Set<ListPartition> knownHours = new HashSet<>();

    public ListWrites(LinkTables tables) {
        this.tables = tables;
    }

    public void add(EventRows event) {
        for (String list : event.lists()) {
            ListPartition partition = new ListPartition(event.link().getTenant(), list, event.hour());
            rowsOf(partition).add(tables.listRow(partition, event));
            if (!knownHours.contains(partition)) {
                newHours.put(partition, event.writtenAt());
            }
        }
        for (String list : event.removedLists()) {
            ListPartition partition = new ListPartition(event.link().getTenant(), list, event.hour());
            rowsOf(partition).add(tables.noListRow(partition, event));
        }
    }

    private List<BoundStatement> rowsOf(ListPartition partition) {
        return rows.computeIfAbsent(partition, p -> new ArrayList<>());
    }

    /**
     * Passes the collected rows on and starts again.
     *
     * @param batches takes the batches of rows
     * @param hours takes each statement that inserts an hour, with the partition to {@link #remember} when it is
     *     written
     */
    public void drain(Consumer<Statement<?>> batches, BiConsumer<Statement<?>, ListPartition> hours) {
        for (List<BoundStatement> all : rows.values()) {
            for (int from = 0; from < all.size(); from += ROWS_PER_BATCH) {
                batches.accept(LinkTables.batch(all.subList(from, Math.min(all.size(), from + ROWS_PER_BATCH))));
            }
        }
        newHours.forEach((partition, writtenAt) -> hours.accept(tables.listHour(partition, writtenAt), partition));
        rows.clear();
        newHours.clear();
    }

    /** Marks an hour as written, so that it is not written again. */
    public void remember(ListPartition partition) {
        if (knownHours.size() >= KNOWN_HOURS) {
            knownHours.clear(); // costs one repeated write for each hour
        }
        knownHours.add(partition);
    }

    /** Forgets all hours: the next row of each writes its hour again. */
    public void forgetHours() {
        knownHours.clear();
    }
}
