package io.linklog.query.stats;

import io.linklog.query.visitlog.JournalReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The proof that statistics add up: what instances say they answered against what the topology says it counted,
 * partition by partition.
 *
 * <p>For each journal of an instance that is up: answered = logged + pending + dropped, and logged = counted + refused
 * once the topology has come that far. Journals of former runs, whose process can no longer be asked, are held to
 * having no gap.
 *
 * @param balanced nothing is missing, nothing was counted that was not answered, nothing was dropped
 * @param settled and nothing is under way: every visit that was answered is counted, or refused
 * @param instancesAway those in the registry that did not say what they have
 */
record Reconciliation(
        boolean balanced, boolean settled, List<Partition> partitions, List<String> instancesAway, Former former) {

    /**
     * One partition of the topic, over all instances that are up.
     *
     * @param answered visits
     * @param logged those that Kafka has
     * @param pending in a journal, not in Kafka yet
     * @param dropped those that found a journal full
     * @param counted in the statistics
     * @param missing numbers that the topology never saw though it saw later ones
     * @param repeated sent more than once, counted once
     * @param refused not counted because of their time; they are in the topic's DLQ
     */
    record Partition(
            int partition,
            long answered,
            long logged,
            long pending,
            long dropped,
            long counted,
            long missing,
            long repeated,
            long refused) {}

    /** Journals of processes that have ended, all together. */
    record Former(int journals, long counted, long missing, long repeated, long refused) {}

    static Reconciliation of(
            List<JournalReport> reports, List<SelectCounted.Counted> counted, List<String> instancesAway) {
        Map<String, Map<Integer, SelectCounted.Counted>> byJournal = new HashMap<>();
        counted.forEach(row -> byJournal
                .computeIfAbsent(row.journal(), journal -> new HashMap<>())
                .put(row.partition(), row));
        int partitions = reports.stream()
                .mapToInt(report -> report.sequences().length)
                .max()
                .orElse(0);
        boolean balanced = true;
        boolean settled = instancesAway.isEmpty();
        List<Partition> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            long taken = 0;
            long logged = 0;
            long dropped = 0;
            long seen = 0;
            long missing = 0;
            long repeated = 0;
            long refused = 0;
            for (JournalReport report : reports) {
                long sequence = report.sequences()[partition];
                SelectCounted.Counted row =
                        byJournal.getOrDefault(report.journal(), Map.of()).get(partition);
                long countedTo = row == null ? 0 : row.sequence();
                taken += sequence;
                logged += report.confirmed()[partition];
                dropped += report.dropped()[partition];
                seen += row == null ? 0 : row.counted();
                missing += row == null ? 0 : row.missing();
                repeated += row == null ? 0 : row.repeated();
                refused += row == null ? 0 : row.refused();
                // asked before it was counted: what is counted may be ahead of the answer by what came in between
                settled &= countedTo == sequence && report.pendingBytes() == 0;
            }
            balanced &= missing == 0 && dropped == 0;
            all.add(new Partition(
                    partition, taken + dropped, logged, taken - logged, dropped, seen, missing, repeated, refused));
        }
        reports.forEach(report -> byJournal.remove(report.journal()));
        Former former = former(byJournal);
        balanced &= former.missing == 0;
        return new Reconciliation(balanced, balanced && settled, all, instancesAway, former);
    }

    private static Former former(Map<String, Map<Integer, SelectCounted.Counted>> byJournal) {
        long seen = 0;
        long missing = 0;
        long repeated = 0;
        long refused = 0;
        for (Map<Integer, SelectCounted.Counted> rows : byJournal.values()) {
            for (SelectCounted.Counted row : rows.values()) {
                seen += row.counted();
                missing += row.missing();
                repeated += row.repeated();
                refused += row.refused();
            }
        }
        return new Former(byJournal.size(), seen, missing, repeated, refused);
    }
}
