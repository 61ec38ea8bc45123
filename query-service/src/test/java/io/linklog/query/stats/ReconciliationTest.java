package io.linklog.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.query.stats.SelectJournalCounts.JournalCount;
import io.linklog.query.visitlog.JournalReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    private static final JournalReport QUIET =
            new JournalReport("a", new long[] {10, 5}, new long[] {10, 5}, new long[2], 0, 0);

    private static final FormerJournals.Sums NONE = new FormerJournals.Sums(0, 0, 0, 0, 0);

    @Test
    void allVisitsAreCounted() {
        var found = Reconciliation.of(
                List.of(QUIET), List.of(counted("a", 0, 10, 0), counted("a", 1, 5, 0)), NONE, List.of());
        assertThat(found.balanced()).isTrue();
        assertThat(found.settled()).isTrue();
        assertThat(found.partitions().get(0)).isEqualTo(new Reconciliation.Partition(0, 10, 10, 0, 0, 10, 0, 0, 0, 0));
    }

    @Test
    void pendingVisitsAreBalancedButNotSettled() {
        JournalReport busy = new JournalReport("a", new long[] {10, 5}, new long[] {7, 5}, new long[2], 0, 300);
        var found = Reconciliation.of(
                List.of(busy), List.of(counted("a", 0, 6, 0), counted("a", 1, 5, 0)), NONE, List.of());
        assertThat(found.balanced()).isTrue();
        assertThat(found.settled()).isFalse();
        assertThat(found.partitions().get(0)).isEqualTo(new Reconciliation.Partition(0, 10, 7, 3, 0, 6, 0, 0, 0, 0));
    }

    @Test
    void aMissingOrDroppedVisitPreventsABalance() {
        var missing = Reconciliation.of(
                List.of(QUIET), List.of(counted("a", 0, 10, 2), counted("a", 1, 5, 0)), NONE, List.of());
        assertThat(missing.balanced()).isFalse();
        assertThat(missing.partitions().get(0).counted()).isEqualTo(8);

        JournalReport full = new JournalReport("a", new long[] {10}, new long[] {10}, new long[] {3}, 0, 0);
        var dropped = Reconciliation.of(List.of(full), List.of(counted("a", 0, 10, 0)), NONE, List.of());
        assertThat(dropped.balanced()).isFalse();
        assertThat(dropped.partitions().get(0).answered()).isEqualTo(13);

        JournalReport restarted = new JournalReport("a", new long[] {10}, new long[] {10}, new long[1], 3, 0);
        var droppedBefore = Reconciliation.of(List.of(restarted), List.of(counted("a", 0, 10, 0)), NONE, List.of());
        assertThat(droppedBefore.balanced()).isFalse();
        assertThat(droppedBefore.former().dropped()).isEqualTo(3);

        var former = Reconciliation.of(List.of(), List.of(), new FormerJournals.Sums(1, 9, 1, 0, 0), List.of());
        assertThat(former.balanced()).isFalse();
    }

    @Test
    void refusedVisitsAreReportedAndNotCounted() {
        var found = Reconciliation.of(
                List.of(QUIET), List.of(new JournalCount("a", 0, 10, 0, 0, 2), counted("a", 1, 5, 0)), NONE, List.of());
        assertThat(found.balanced()).isTrue();
        assertThat(found.settled()).isTrue();
        assertThat(found.partitions().get(0)).isEqualTo(new Reconciliation.Partition(0, 10, 10, 0, 0, 8, 0, 0, 2, 0));
    }

    @Test
    void purgedVisitsAreShownBesideTheCountedOnes() {
        var found = Reconciliation.of(
                List.of(QUIET),
                List.of(counted("a", 0, 10, 0), counted("a", 1, 5, 0), counted("*purged", 1, 4, 0)),
                NONE,
                List.of());
        assertThat(found.settled()).isTrue();
        assertThat(found.partitions())
                .extracting(Reconciliation.Partition::purged)
                .containsExactly(0L, 4L);
        assertThat(found.partitions().get(1).counted()).isEqualTo(5);
    }

    @Test
    void aSilentInstancePreventsASettledReconciliation() {
        var found = Reconciliation.of(
                List.of(QUIET),
                List.of(counted("a", 0, 10, 0), counted("a", 1, 5, 0)),
                NONE,
                List.of("query-service-2"));
        assertThat(found.balanced()).isTrue();
        assertThat(found.settled()).isFalse();
    }

    private static JournalCount counted(String journal, int partition, long sequence, long missing) {
        return new JournalCount(journal, partition, sequence, missing, 0, 0);
    }
}
