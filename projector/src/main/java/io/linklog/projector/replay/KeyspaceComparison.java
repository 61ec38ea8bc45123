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
 * Compares two keyspaces row by row while both go on changing: a row that differs is looked at again when both have
 * passed the same point of the log, a few times, before it counts. A row that has been written anew on both sides
 * between two looks does not count: a hot link's totals change twice a second, one side a moment before the other, and
 * hold nothing of what was there before.
 */
final class KeyspaceComparison {

    /** A row as it is in both keyspaces. */
    private record Sides(Optional<ComparedTable.Line> old, Optional<ComparedTable.Line> fresh) {

        boolean areSame() {
            return old.equals(fresh);
        }

        boolean haveMovedOnFrom(Sides before) {
            return !old.equals(before.old) && !fresh.equals(before.fresh);
        }
    }

    /** Waits until both projections have passed what is on the log now. */
    @FunctionalInterface
    interface Settling {
        void await() throws InterruptedException, NotSwitchedException;
    }

    private static final int LOOKS = 5;
    // more than that are no race with writes under way: the tables are not the same
    private static final int MOST_SUSPECTS = 10_000;
    private static final int SHOWN = 10;
    private static final Duration LOOK_UP_DEADLINE = Duration.ofSeconds(10);

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

    /** Prints counts and the first differences; returns how many rows differ, at least. */
    long differences() throws InterruptedException, NotSwitchedException {
        long differences = 0;
        settling.await();
        for (ComparedTable table : ComparedTable.ALL) {
            differences += differences(table);
        }
        return differences;
    }

    private long differences(ComparedTable table) throws InterruptedException, NotSwitchedException {
        List<ComparedTable.Line> suspects = new ArrayList<>();
        long[] suspected = {0};
        MergeCompare.Count rows;
        try (ProgressDisplay progress =
                new ProgressDisplay("Comparing " + table.name(), "rows", 0, -1, terminal, out)) {
            rows = new MergeCompare<>(
                            table.keyOrder(),
                            line -> {
                                if (suspected[0]++ < MOST_SUSPECTS) {
                                    suspects.add(line);
                                }
                            },
                            done -> progress.at(done, -1, ""))
                    .compare(new TableScan(session, table, old), new TableScan(session, table, fresh));
        }
        long different = suspected[0] > MOST_SUSPECTS ? suspected[0] : lookAgain(table, suspects);
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

    /** Leaves only those rows among the suspects that differ still. */
    private int lookAgain(ComparedTable table, List<ComparedTable.Line> suspects)
            throws InterruptedException, NotSwitchedException {
        PreparedStatement inOld = prepare(table.lookUp(old));
        PreparedStatement inFresh = prepare(table.lookUp(fresh));
        Map<ComparedTable.Line, Sides> looks = new HashMap<>();
        for (int look = 0; look < LOOKS && !suspects.isEmpty(); look++) {
            settling.await();
            suspects.removeIf(suspect -> {
                List<ByteBuffer> key = table.key(suspect);
                Sides now = new Sides(
                        row(inOld, key).map(table::line), row(inFresh, key).map(table::line));
                Sides before = looks.put(suspect, now);
                return now.areSame() || (before != null && now.haveMovedOnFrom(before));
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
                SimpleStatement.newInstance(cql).setIdempotent(true).setTimeout(LOOK_UP_DEADLINE));
    }

    private Optional<Row> row(PreparedStatement statement, List<ByteBuffer> key) {
        var bound = statement.boundStatementBuilder();
        for (int i = 0; i < key.size(); i++) {
            bound = bound.setBytesUnsafe(i, key.get(i).duplicate());
        }
        return Optional.ofNullable(session.execute(bound.build()).one());
    }
}
