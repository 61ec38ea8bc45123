package io.linklog.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.query.stats.SelectJournalCounts.JournalCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FormerJournalsTest {

    private final AtomicLong now = new AtomicLong();
    private final List<CompletableFuture<Void>> scans = new ArrayList<>();
    private final FormerJournals former = new FormerJournals(this::scan, now::get);

    private CompletableFuture<Void> scan(int generation, Consumer<JournalCount> take) {
        take.accept(new JournalCount("dead", 0, 10, 1, 2, 3));
        take.accept(new JournalCount("dead", 1, 5, 0, 0, 0));
        take.accept(new JournalCount("alive", 0, 7, 7, 0, 0));
        CompletableFuture<Void> end = new CompletableFuture<>();
        scans.add(end);
        return end;
    }

    @Test
    void allPartitionsOfJournalsThatDoNotRunAreSummedUp() {
        var sums = former.sums(Set.of("alive"), 1);
        scans.get(0).complete(null);
        assertThat(sums).isCompletedWithValue(new FormerJournals.Sums(1, 11, 1, 2, 3));
    }

    @Test
    void oneScanServesAllWhoAskDuringItAndForTenSecondsAfterIt() {
        var first = former.sums(Set.of(), 1);
        var second = former.sums(Set.of(), 1);
        first.cancel(false); // the caller has gone; others still wait
        scans.get(0).complete(null);
        assertThat(second).isCompleted();
        now.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(former.sums(Set.of(), 1)).isCompleted();
        assertThat(scans).hasSize(1);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(former.sums(Set.of(), 1)).isNotDone();
        assertThat(scans).hasSize(2);
    }

    @Test
    void aFailedScanAndAnotherGenerationAreReadAgain() {
        var failed = former.sums(Set.of(), 1);
        scans.get(0).completeExceptionally(new IllegalStateException("Cassandra is away"));
        assertThat(failed).isCompletedExceptionally();
        var again = former.sums(Set.of(), 1);
        scans.get(1).complete(null);
        assertThat(again).isCompleted();
        assertThat(former.sums(Set.of(), 2)).isNotDone();
        assertThat(scans).hasSize(3);
    }
}
