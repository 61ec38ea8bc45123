package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Collects the list rows of one poll. Links that were created in the same hour share a partition of a list. Confined to
 * the projection's thread.
 */
public final class ListWrites {

    private final LinkTables tables;
    private final RowBatches<ListPartition> rows = new RowBatches<>();
    private final KnownParts<ListPartition> hours = new KnownParts<>();

    public ListWrites(LinkTables tables) {
        this.tables = tables;
    }

    public void add(EventRows event) {
        for (String list : event.lists()) {
            ListPartition partition = new ListPartition(event.link().getTenant(), list, event.hour());
            rows.add(partition, tables.listRow(partition, event));
            hours.add(partition, event.writtenAt());
        }
        for (String list : event.removedLists()) {
            ListPartition partition = new ListPartition(event.link().getTenant(), list, event.hour());
            rows.add(partition, tables.noListRow(partition, event));
        }
    }

    /**
     * Passes the collected rows on and starts again.
     *
     * @param batches takes the batches of rows
     * @param inserts takes each statement that inserts an hour, with the partition to {@link #remember} when it is
     *     written
     */
    public void drain(Consumer<Statement<?>> batches, BiConsumer<Statement<?>, ListPartition> inserts) {
        rows.drain(batches);
        hours.drain((partition, writtenAt) -> inserts.accept(tables.listHour(partition, writtenAt), partition));
    }

    /** Marks an hour as written, so that it is not written again. */
    public void remember(ListPartition partition) {
        hours.remember(partition);
    }

    /** Forgets all hours: the next row of each writes its hour again. */
    public void forgetHours() {
        hours.forget();
    }
}
