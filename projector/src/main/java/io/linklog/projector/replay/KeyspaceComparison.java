package io.linklog.projector.replay;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.projector.commands.NotSwitchedException;
import io.linklog.projector.commands.ProgressDisplay;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Compares two keyspaces row by row while both change. A row that differs is read again, a few times, when both
 * projections have passed the same end of the log; it counts only if it still differs. A row that both sides have
 * rewritten between two reads does not count: the totals of a busy link change twice a second, one side slightly before
 * the other, and are absolute values.
 */
final class KeyspaceComparison {

    /** A row of both keyspaces. */
    private record Sides(Optional<ComparedTable.Line> old, Optional<ComparedTable.Line> fresh) {

        boolean areEqual() {
            return old.equals(fresh);
        }

        boolean bothChangedSince(Sides before) {
            return !old.equals(before.old) && !fresh.equals(before.fresh);
        }
    }

    /** Waits until both projections have written all records that are on the log now. */
    @FunctionalInterface
    interface Settling {
        void await() throws InterruptedException, NotSwitchedException;
    }

    private static final int READS = 5;
    // more cannot be caused by writes in flight: the tables differ
    private static final int MAX_SUSPECTS = 10_000;
    private static final int SHOWN = 10;
    private static final Duration READ_DEADLINE = Duration.ofSeconds(10);

    private final CqlSession session;
    private final Keyspace old;
    private final Keyspace fresh;
    private final Settling settling;
    private final boolean terminal;
    private final PrintStream out;

    KeyspaceComparison(
            CqlSession session, Keyspace old, Keyspace fresh, Settling settling, boolean terminal, PrintStream out) {
        this.session = session;
        this.old = old;
        this.fresh = fresh;
        this.settling = settling;
        this.terminal = terminal;
        this.out = out;
    }

    /**
     * Compares all tables; prints counts and the first differences.
     *
     * @return the number of rows that differ, or a lower bound of it
     */
    long compare() throws InterruptedException, NotSwitchedException {
        long differences = 0;
        settling.await();
        for (ComparedTable table : ComparedTable.ALL) {
            differences += compare(table);
        }
        return differences;
    }

    private long compare(ComparedTable table) throws InterruptedException, NotSwitchedException {
        List<ComparedTable.Line> suspects = new ArrayList<>();
        long[] suspected = {0};
        MergeComparison.Count rows;
        try (ProgressDisplay progress =
                new ProgressDisplay("Comparing " + table.name(), "rows", 0, -1, terminal, out)) {
            rows = new MergeComparison<>(
                            table.keyOrder(),
                            line -> {
                                if (suspected[0]++ < MAX_SUSPECTS) {
                                    suspects.add(line);
                                }
                            },
                            done -> progress.update(done, -1, ""))
                    .compare(new TableScan(session, table, old), new TableScan(session, table, fresh));
        }
        long different = suspected[0] > MAX_SUSPECTS ? suspected[0] : readAgain(table, suspects);
        out.printf(
                Locale.ROOT,
                "  %-16s %,d rows in %s, %,d in %s: %s%n",
                table.name(),
                rows.left(),
                old,
                rows.right(),
                fresh,
                different == 0 ? "equal" : String.format(Locale.ROOT, "%,d differ", different));
        show(table, suspects, different);
        return different;
    }

    /** Removes the suspects that do not differ any more; returns how many are left. */
    private int readAgain(ComparedTable table, List<ComparedTable.Line> suspects)
            throws InterruptedException, NotSwitchedException {
        PreparedStatement inOld = prepare(table.lookUp(old));
        PreparedStatement inFresh = prepare(table.lookUp(fresh));
        Map<ComparedTable.Line, Sides> last = new HashMap<>();
        for (int read = 0; read < READS && !suspects.isEmpty(); read++) {
            settling.await();
            suspects.removeIf(suspect -> {
                List<ByteBuffer> key = table.key(suspect);
                Sides now = new Sides(
                        row(inOld, key).map(table::line), row(inFresh, key).map(table::line));
                Sides before = last.put(suspect, now);
                return now.areEqual() || (before != null && now.bothChangedSince(before));
            });
        }
        return suspects.size();
    }

    private void show(ComparedTable table, List<ComparedTable.Line> suspects, long different) {
        if (different == 0) {
            return;
        }
        PreparedStatement inOld = prepare(table.lookUp(old));
        PreparedStatement inFresh = prepare(table.lookUp(fresh));
        for (ComparedTable.Line suspect : suspects.subList(0, Math.min(SHOWN, suspects.size()))) {
            List<ByteBuffer> key = table.key(suspect);
            out.println("    " + old + ": "
                    + row(inOld, key).map(Row::getFormattedContents).orElse("no such row"));
            out.println("    " + fresh + ": "
                    + row(inFresh, key).map(Row::getFormattedContents).orElse("no such row"));
        }
        if (different > SHOWN) {
            out.printf(Locale.ROOT, "    … and %,d more%n", different - SHOWN);
        }
    }

    private PreparedStatement prepare(String cql) {
        return session.prepare(
                SimpleStatement.newInstance(cql).setIdempotent(true).setTimeout(READ_DEADLINE));
    }

    private Optional<Row> row(PreparedStatement statement, List<ByteBuffer> key) {
        var bound = statement.boundStatementBuilder();
        for (int i = 0; i < key.size(); i++) {
            bound = bound.setBytesUnsafe(i, key.get(i).duplicate());
        }
        return Optional.ofNullable(session.execute(bound.build()).one());
    }
}
