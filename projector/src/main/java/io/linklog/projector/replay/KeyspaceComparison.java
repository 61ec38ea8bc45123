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
import java.util.HashSet;
import java.util.LinkedHashMap;
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

    /** Waits until both projections have written all records that are on the log now. */
    @FunctionalInterface
    interface Settling {
        void await() throws InterruptedException, NotSwitchedException;
    }

    private static final int READS = 5;
    // bounds the memory: after so many rows that differ, they are read again before the scan goes on
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
     * Compares all tables; prints counts and the first rows that differ.
     *
     * @param mend whether to write again what the old keyspace has lost; rows that are equal then count as mended
     */
    Findings compare(boolean mend) throws InterruptedException, NotSwitchedException {
        Findings findings = new Findings();
        settling.await();
        for (ComparedTable table : ComparedTable.ALL) {
            findings.addAll(new OneTable(table, mend).compare());
        }
        return findings;
    }

    /** The comparison of one table. */
    private final class OneTable {

        private final ComparedTable table;
        private final boolean mend;
        private final PreparedStatement inOld;
        private final PreparedStatement inFresh;
        private final RowRepair repair;
        private final Findings findings = new Findings();
        private final List<String> shown = new ArrayList<>();
        private final List<ComparedTable.Line> suspects = new ArrayList<>();

        OneTable(ComparedTable table, boolean mend) {
            this.table = table;
            this.mend = mend;
            this.inOld = prepare(table.lookUp(old));
            this.inFresh = prepare(table.lookUp(fresh));
            this.repair = new RowRepair(session, table, old, fresh);
        }

        Findings compare() throws InterruptedException, NotSwitchedException {
            MergeComparison.Count rows;
            try (ProgressDisplay progress =
                    new ProgressDisplay("Comparing " + table.name(), "rows", 0, -1, terminal, out)) {
                rows = new MergeComparison<>(table.keyOrder(), this::suspect, done -> progress.update(done, -1, ""))
                        .compare(new TableScan(session, table, old), new TableScan(session, table, fresh));
            }
            judge();
            out.printf(
                    Locale.ROOT,
                    "  %-16s %,d rows in %s, %,d in %s: %s%n",
                    table.name(),
                    rows.left(),
                    old,
                    rows.right(),
                    fresh,
                    findings);
            shown.forEach(out::println);
            return findings;
        }

        private void suspect(ComparedTable.Line line) throws InterruptedException, NotSwitchedException {
            suspects.add(line);
            if (suspects.size() == MAX_SUSPECTS) {
                judge();
            }
        }

        private void judge() throws InterruptedException, NotSwitchedException {
            Map<ComparedTable.Line, RowPair> different = readAgain();
            for (Map.Entry<ComparedTable.Line, RowPair> one : different.entrySet()) {
                List<ByteBuffer> key = table.key(one.getKey());
                Finding finding = repair.judge(key, one.getValue());
                show(finding, key);
                if (mend && finding.isMendable()) {
                    repair.mend(key, one.getValue());
                    if (read(key).areEqual()) {
                        findings.addMended();
                        continue;
                    }
                }
                findings.add(finding);
            }
            suspects.clear();
        }

        /** The suspects that still differ when both projections have passed the present end of the log. */
        private Map<ComparedTable.Line, RowPair> readAgain() throws InterruptedException, NotSwitchedException {
            Map<ComparedTable.Line, RowPair> last = new LinkedHashMap<>();
            for (int read = 0; read < READS && !suspects.isEmpty(); read++) {
                settling.await();
                suspects.removeIf(suspect -> {
                    RowPair now = read(table.key(suspect));
                    RowPair before = last.put(suspect, now);
                    return now.areEqual() || (before != null && now.bothChangedSince(before));
                });
            }
            last.keySet().retainAll(new HashSet<>(suspects));
            return last;
        }

        private void show(Finding finding, List<ByteBuffer> key) {
            if (shown.size() < SHOWN) {
                shown.add("    " + finding + System.lineSeparator() + "      " + old + ": " + text(inOld, key)
                        + System.lineSeparator() + "      " + fresh + ": " + text(inFresh, key));
            } else if (shown.size() == SHOWN) {
                shown.add("    … and more");
            }
        }

        private String text(PreparedStatement statement, List<ByteBuffer> key) {
            return row(statement, key).map(Row::getFormattedContents).orElse("no such row");
        }

        private RowPair read(List<ByteBuffer> key) {
            return new RowPair(
                    row(inOld, key).map(table::line), row(inFresh, key).map(table::line));
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
