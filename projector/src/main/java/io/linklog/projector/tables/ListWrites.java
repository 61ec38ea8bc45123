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
 * Gathers what the events of one poll do to lists. Links that are made together are in the same partition of their
 * list, so their rows go as a few batches instead of a request each. Confined to the projection's thread.
 */
public final class ListWrites {

    // some 100 bytes a row: a mutation of 10 KiB, which the server takes in one piece without a thought
    private static final int ROWS_PER_BATCH = 100;
    private static final int HOURS_REMEMBERED = 10_000;

    private final LinkTables tables;
    private final Map<ListPartition, List<BoundStatement>> rows = new HashMap<>();
    private final Map<ListPartition, Long> newHours = new HashMap<>();
    private final Set<ListPartition> knownHours = new HashSet<>();

    public ListWrites(LinkTables tables) {
        this.tables = tables;
    }

    public void add(EventRows event) {
        for (String list : event.listed()) {
            ListPartition partition = new ListPartition(event.link().getTenant(), list, event.hour());
            rowsOf(partition).add(tables.listRow(partition, event));
            if (!knownHours.contains(partition)) {
                newHours.put(partition, event.writtenAt());
            }
        }
        for (String list : event.unlisted()) {
            ListPartition partition = new ListPartition(event.link().getTenant(), list, event.hour());
            rowsOf(partition).add(tables.noListRow(partition, event));
        }
    }

    private List<BoundStatement> rowsOf(ListPartition partition) {
        return rows.computeIfAbsent(partition, p -> new ArrayList<>());
    }

    /**
     * Hands over what was gathered and begins anew.
     *
     * @param batches takes each statement with the rows of one partition
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

    /** An hour is in its table: it need not be written again. */
    public void remember(ListPartition partition) {
        if (knownHours.size() >= HOURS_REMEMBERED) {
            knownHours.clear(); // costs a repeated write each, no more
        }
        knownHours.add(partition);
    }
}
