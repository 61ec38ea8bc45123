package io.linklog.query.stats;

import io.linklog.query.visitlog.JournalReport;
import io.linklog.schemas.topics.VisitStatsKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Proves that statistics add up: compares, by partition, the visits that instances answered with the visits that the
 * topology counted.
 *
 * <p>For each journal of a running instance: answered = logged + pending + dropped, and, once the topology has caught
 * up, logged = counted + refused. Journals of former runs cannot be asked any more; they must have no gap.
 *
 * @param balanced no visit is missing and none was dropped
 * @param settled balanced, and every answered visit is already counted or refused
 * @param instancesAway registered instances that did not answer
 */
record Reconciliation(
        boolean balanced, boolean settled, List<Partition> partitions, List<String> instancesAway, Former former) {

    /**
     * The sums over the journals of processes that have ended.
     *
     * @param dropped visits that former runs of the running instances have answered and not logged
     */
    record Former(int journals, long counted, long missing, long repeated, long refused, long dropped) {}

    /**
     * One partition of the topic, summed over all running instances.
     *
     * @param answered visits that were answered
     * @param logged visits that Kafka has
     * @param pending visits in a journal that Kafka does not have yet
     * @param dropped visits that were answered and not logged
     * @param counted visits in the statistics
     * @param missing sequence numbers that the topology skipped
     * @param repeated visits that were sent more than once and counted once
     * @param refused visits that were not counted because of their time; they are in the dead-letter topic
     * @param purged visits, of whatever journal, that a purge has taken from the statistics of their link or of
     *     orphans; those that are counted are still among {@code counted}
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
            long refused,
            long purged) {}

    /**
     * @param counted the journals of the reports, and {@link VisitStatsKey#PURGED}
     * @param others all other journals
     */
    static Reconciliation of(
            List<JournalReport> reports,
            List<SelectJournalCounts.JournalCount> counted,
            FormerJournals.Sums others,
            List<String> instancesAway) {
        Map<String, Map<Integer, SelectJournalCounts.JournalCount>> byJournal = new HashMap<>();
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
                SelectJournalCounts.JournalCount row =
                        byJournal.getOrDefault(report.journal(), Map.of()).get(partition);
                long countedTo = row == null ? 0 : row.sequence();
                taken += sequence;
                logged += report.confirmed()[partition];
                dropped += report.dropped()[partition];
                seen += row == null ? 0 : row.counted();
                missing += row == null ? 0 : row.missing();
                repeated += row == null ? 0 : row.repeated();
                refused += row == null ? 0 : row.refused();
                // the journal was read before the counts, which may be ahead by the visits in between
                settled &= countedTo == sequence && report.pendingBytes() == 0;
            }
            balanced &= missing == 0 && dropped == 0;
            SelectJournalCounts.JournalCount purged =
                    byJournal.getOrDefault(VisitStatsKey.PURGED, Map.of()).get(partition);
            all.add(new Partition(
                    partition,
                    taken + dropped,
                    logged,
                    taken - logged,
                    dropped,
                    seen,
                    missing,
                    repeated,
                    refused,
                    purged == null ? 0 : purged.sequence()));
        }
        Former former = new Former(
                others.journals(),
                others.counted(),
                others.missing(),
                others.repeated(),
                others.refused(),
                reports.stream().mapToLong(JournalReport::droppedBefore).sum());
        balanced &= former.missing == 0 && former.dropped == 0;
        return new Reconciliation(balanced, balanced && settled, all, instancesAway, former);
    }
}
