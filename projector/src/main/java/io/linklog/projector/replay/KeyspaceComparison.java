package io.linklog.projector.replay;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.mesh.async.DaemonThreads;
import io.linklog.projector.commands.NotSwitchedException;
import io.linklog.projector.commands.ProgressDisplay;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

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
    // a row at a time would spend its time waiting for answers
    private static final int ROWS_AT_ONCE = 32;
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
        ExecutorService readers = Executors.newFixedThreadPool(ROWS_AT_ONCE, DaemonThreads.named("compare-rows"));
        try {
            for (ComparedTable table : ComparedTable.ALL) {
                findings.addAll(new OneTable(table, mend, readers).compare());
            }
        } finally {
            readers.shutdownNow();
        }
        return findings;
    }

    /** The comparison of one table. */
    private final class OneTable {

        private final ComparedTable table;
        private final boolean mend;
        private final ExecutorService readers;
        private final PreparedStatement inOld;
        private final PreparedStatement inFresh;
        private final RowRepair repair;
        private final Findings findings = new Findings();
        private final List<String> shown = new ArrayList<>();
        private final List<ComparedTable.Line> suspects = new ArrayList<>();

        OneTable(ComparedTable table, boolean mend, ExecutorService readers) {
            this.table = table;
            this.mend = mend;
            this.readers = readers;
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
            Map<Map.Entry<ComparedTable.Line, RowPair>, Finding> judged =
                    atOnce(readAgain().entrySet(), one -> repair.judge(table.key(one.getKey()), one.getValue()));
            List<Map.Entry<ComparedTable.Line, RowPair>> lost = new ArrayList<>();
            judged.forEach((one, finding) -> {
                show(finding, table.key(one.getKey()));
                if (mend && finding.isMendable()) {
                    lost.add(one);
                }
            });
            Map<Map.Entry<ComparedTable.Line, RowPair>, Boolean> mended =
                    atOnce(lost, one -> mend(table.key(one.getKey()), one.getValue()));
            judged.forEach((one, finding) -> {
                if (mended.getOrDefault(one, false)) {
                    findings.addMended();
                } else {
                    findings.add(finding);
                }
            });
            suspects.clear();
        }

        /** Returns whether the rows are equal now. */
        private boolean mend(List<ByteBuffer> key, RowPair rows) {
            repair.mend(key, rows);
            return read(key).areEqual();
        }

        /** The suspects that still differ when both projections have passed the present end of the log. */
        private Map<ComparedTable.Line, RowPair> readAgain() throws InterruptedException, NotSwitchedException {
            Map<ComparedTable.Line, RowPair> last = new LinkedHashMap<>();
            for (int read = 0; read < READS && !suspects.isEmpty(); read++) {
                settling.await();
                atOnce(suspects, suspect -> read(table.key(suspect))).forEach((suspect, now) -> {
                    RowPair before = last.put(suspect, now);
                    if (now.areEqual() || (before != null && now.bothChangedSince(before))) {
                        last.remove(suspect);
                    }
                });
                suspects.retainAll(last.keySet());
            }
            return last;
        }

        /** Does the same with many rows at a time. The result has the order of the rows. */
        private <K, T> Map<K, T> atOnce(Collection<K> rows, Function<K, T> work) throws InterruptedException {
            Map<K, Future<T>> begun = new LinkedHashMap<>();
            rows.forEach(row -> begun.put(row, readers.submit(() -> work.apply(row))));
            Map<K, T> results = new LinkedHashMap<>();
            for (Map.Entry<K, Future<T>> one : begun.entrySet()) {
                try {
                    results.put(one.getKey(), one.getValue().get());
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
                }
            }
            return results;
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
