package io.linklog.query.visitlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.schemas.VisitKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal on a disk without room. */
class VisitJournalDiskTest {

    private static final int SEGMENT = 16 * 1024;
    private static final long ROOM = 1024 * 1024;

    private final Path folder;

    VisitJournalDiskTest(@TempDir Path root) {
        this.folder = root.resolve("journal");
    }

    @Test
    void aFullDiskRefusesVisitsAtNoCostAndTheCountSurvivesTheProcess() throws Exception {
        AtomicLong usable = new AtomicLong(Long.MAX_VALUE);
        AtomicInteger looks = new AtomicInteger();
        JournalFiles.FreeSpace space = folder -> {
            looks.incrementAndGet();
            return usable.get();
        };
        long refused;
        try (VisitJournal journal = new VisitJournal(folder, 3, ROOM, SEGMENT, space)) {
            usable.set(SEGMENT - 1);
            looks.set(0);
            int logged = appendWhatFits(journal, 2_000);
            refused = Arrays.stream(journal.dropped()).sum();
            assertThat(refused).isPositive();
            assertThat(logged + refused).isEqualTo(2_000);
            assertThat(looks).as("only the first refused visit looks for space").hasValue(1);
            journal.keepSpare();
            assertThat(appendWhatFits(journal, 10)).isZero();
            assertThat(Arrays.stream(journal.dropped()).sum()).isEqualTo(refused + 10);
            List<VisitRecord> read = new ArrayList<>();
            journal.read(read, Integer.MAX_VALUE);
            assertThat(read).hasSize(logged);
        }
        try (VisitJournal journal = new VisitJournal(folder, 3, ROOM, SEGMENT)) {
            assertThat(journal.droppedBefore()).isEqualTo(refused + 10);
            assertThat(journal.dropped()).containsOnly(0);
            assertThat(appendWhatFits(journal, 10)).isEqualTo(10);
        }
    }

    @Test
    void visitsAreLoggedAgainOnceTheDiskHasRoom() throws Exception {
        AtomicLong usable = new AtomicLong(Long.MAX_VALUE);
        try (VisitJournal journal = new VisitJournal(folder, 3, ROOM, SEGMENT, folder -> usable.get())) {
            usable.set(0);
            assertThat(appendWhatFits(journal, 1_000)).isLessThan(1_000);
            long refused = Arrays.stream(journal.dropped()).sum();
            usable.set(Long.MAX_VALUE);
            journal.keepSpare(); // the sender does this
            assertThat(appendWhatFits(journal, 10)).isEqualTo(10);
            assertThat(Arrays.stream(journal.dropped()).sum()).isEqualTo(refused);
        }
    }

    @Test
    void aStartWithTooLittleDiskNamesTheFolderAndWhatItNeeds() {
        assertThatThrownBy(() -> new VisitJournal(folder, 3, ROOM, 8 * 1024 * 1024, folder -> 3 * 1024 * 1024))
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("8.0 MiB")
                .hasMessageContaining("3.0 MiB left")
                .hasMessageContaining("LINKLOG_STATE_DIR");
    }

    private static int appendWhatFits(VisitJournal journal, int visits) {
        int logged = 0;
        for (int i = 0; i < visits; i++) {
            if (journal.append(factsOf(i), i % 3)) {
                logged++;
            }
        }
        return logged;
    }

    private static RequestFacts factsOf(int i) {
        return new RequestFacts(
                1_000 + i,
                VisitKind.REDIRECT,
                0,
                false,
                true,
                false,
                "c" + i,
                "default",
                new byte[] {10, 0, 0, 7},
                -5L,
                "agent é " + i,
                "example.org",
                "");
    }
}
