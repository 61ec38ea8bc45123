package io.linklog.query.visitlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.schemas.VisitKind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisitJournalTest {

    private static final int SEGMENT = 16 * 1024;
    private static final long ROOM = 1024 * 1024;

    private final Path root;
    private final Path folder;

    VisitJournalTest(@TempDir Path root) {
        this.root = root;
        this.folder = root.resolve("journal");
    }

    @Test
    void visitsAreReadCompletelyAndInOrderAcrossFiles() throws Exception {
        try (VisitJournal journal = open(folder)) {
            List<String> codes = append(journal, 1_000);
            List<VisitRecord> read = readAll(journal);
            assertThat(read).extracting(VisitJournalTest::code).isEqualTo(codes);
            VisitRecord first = read.get(0);
            assertThat(first.facts().userAgent()).isEqualTo("agent é 0");
            assertThat(first.facts().address()).containsExactly(10, 0, 0, 7);
            assertThat(first.facts().visitor()).isEqualTo(-5L);
            assertThat(first.facts().referrer()).isEqualTo("example.org");
            assertThat(first.facts().kind()).isEqualTo(VisitKind.REDIRECT);
            assertThat(first.facts().head()).isFalse();
            assertThat(first.facts().prefetch()).isTrue();
            assertThat(first.run()).isEqualTo(journal.run());
        }
    }

    @Test
    void theNumbersOfEachPartitionHaveNoGapUnderConcurrency() throws Exception {
        try (VisitJournal journal = open(folder)) {
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        start.await();
                        append(journal, 500);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                thread.start();
                threads.add(thread);
            }
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            Map<Integer, Long> last = new HashMap<>();
            List<VisitRecord> read = readAll(journal);
            assertThat(read).hasSize(2_000);
            for (VisitRecord visit : read) {
                assertThat(visit.sequence()).isEqualTo(last.getOrDefault(visit.partition(), 0L) + 1);
                last.put(visit.partition(), visit.sequence());
            }
            assertThat(journal.sequences()).containsExactly(last.get(0), last.get(1), last.get(2));
        }
    }

    @Test
    void aKilledProcessLosesNothingAndTheNextRunSendsItsVisitsFirst() throws Exception {
        Path left;
        long formerRun;
        List<String> former;
        try (VisitJournal journal = open(folder)) {
            former = append(journal, 300);
            formerRun = journal.run();
            left = copyFiles(); // nothing was forced or closed before
        }
        try (VisitJournal journal = open(left)) {
            List<String> latter = append(journal, 10);
            List<VisitRecord> read = readAll(journal);
            List<String> all = new ArrayList<>(former);
            all.addAll(latter);
            assertThat(read).extracting(VisitJournalTest::code).isEqualTo(all);
            assertThat(read.subList(0, 300)).extracting(VisitRecord::run).containsOnly(formerRun);
            assertThat(read.subList(300, 310)).extracting(VisitRecord::run).containsOnly(journal.run());
            assertThat(read.get(300).sequence())
                    .as("sequence numbers restart with each run")
                    .isEqualTo(1);
        }
    }

    @Test
    void onlyUnconfirmedVisitsAreReadAgain() throws Exception {
        Path left;
        try (VisitJournal journal = open(folder)) {
            append(journal, 300);
            List<VisitRecord> some = new ArrayList<>();
            journal.confirm(journal.read(some, 100));
            List<VisitRecord> more = new ArrayList<>();
            journal.read(more, 50);
            journal.rewind();
            List<VisitRecord> again = new ArrayList<>();
            journal.read(again, 50);
            assertThat(again).extracting(VisitJournalTest::code).isEqualTo(codes(more));
            left = copyFiles();
        }
        try (VisitJournal journal = open(left)) {
            assertThat(readAll(journal))
                    .hasSize(200)
                    .extracting(VisitJournalTest::code)
                    .startsWith("c100");
        }
    }

    @Test
    void damageLosesOnlyTheDamagedRecords() throws Exception {
        Path left;
        try (VisitJournal journal = open(folder)) {
            append(journal, 300);
            left = copyFiles();
        }
        Path file;
        try (Stream<Path> files = Files.list(left)) {
            file = files.filter(f -> f.toString().endsWith(".visits"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(500);
            bytes.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        }
        try (VisitJournal journal = open(left)) {
            List<String> read = codes(readAll(journal));
            assertThat(read)
                    .hasSizeBetween(297, 299)
                    .contains("c0", "c50", "c299")
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aTruncatedFileYieldsItsIntactRecords() throws Exception {
        Path left;
        try (VisitJournal journal = open(folder)) {
            append(journal, 20);
            left = copyFiles();
        }
        try (Stream<Path> files = Files.list(left)) {
            Path file = files.filter(f -> f.toString().endsWith(".visits"))
                    .findFirst()
                    .orElseThrow();
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                bytes.setLength(1_001);
            }
        }
        try (VisitJournal journal = open(left)) {
            append(journal, 1);
            List<String> read = codes(readAll(journal));
            assertThat(read).hasSizeBetween(3, 15).startsWith("c0", "c1", "c2").endsWith("c0");
        }
    }

    @Test
    void aFullJournalDropsAndCountsVisitsUntilThereIsRoom() throws Exception {
        try (VisitJournal journal = new VisitJournal(folder, 3, 64 * 1024, SEGMENT)) {
            int taken = 0;
            while (journal.append(factsOf(taken), taken % 3)) {
                taken++;
            }
            assertThat(taken).isBetween(300, 1_000);
            assertThat(journal.append(factsOf(0), 1)).isFalse();
            long dropped = journal.dropped()[0] + journal.dropped()[1] + journal.dropped()[2];
            assertThat(dropped).isEqualTo(2);
            List<VisitRecord> all = readAll(journal);
            assertThat(all).hasSize(taken);
            assertThat(journal.append(factsOf(0), 1)).isTrue();
        }
    }

    @Test
    void filesAreReusedAndTheirOldRecordsAreInvalid() throws Exception {
        try (VisitJournal journal = open(folder)) {
            for (int round = 0; round < 30; round++) {
                List<String> codes = append(journal, 200);
                assertThat(codes(readAll(journal))).isEqualTo(codes);
            }
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.filter(f -> f.toString().endsWith(".visits"))).hasSizeLessThanOrEqualTo(8);
            }
        }
        try (VisitJournal journal = open(folder)) {
            assertThat(readAll(journal)).isEmpty();
        }
    }

    @Test
    void aSpareFileThatACrashLeftIsEmptyAndDeleted() throws Exception {
        Path left;
        try (VisitJournal journal = open(folder)) {
            journal.keepSpare();
            append(journal, 200); // continues in the spare file
            journal.keepSpare();
            readAll(journal);
            left = copyFiles();
        }
        try (VisitJournal journal = open(left)) {
            assertThat(readAll(journal)).isEmpty();
            try (Stream<Path> files = Files.list(left)) {
                assertThat(files.filter(f -> f.getFileName().toString().startsWith("000000000000-")))
                        .isEmpty();
            }
        }
    }

    @Test
    void aSecondProcessIsRefusedWithAnExplanation() throws Exception {
        try (VisitJournal journal = open(folder)) {
            assertThat(journal.partitions()).isEqualTo(3);
            assertThatThrownBy(() -> open(folder))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("LINKLOG_INSTANCE_ID");
        }
    }

    private static VisitJournal open(Path folder) throws IOException {
        return new VisitJournal(folder, 3, ROOM, SEGMENT);
    }

    /** Copies the current files, which is what a kill would leave. */
    private Path copyFiles() throws IOException {
        Path copy = Files.createTempDirectory(root, "killed");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static List<String> append(VisitJournal journal, int visits) {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < visits; i++) {
            assertThat(journal.append(factsOf(i), i % 3)).isTrue();
            codes.add("c" + i);
        }
        return codes;
    }

    private static List<VisitRecord> readAll(VisitJournal journal) throws IOException {
        List<VisitRecord> read = new ArrayList<>();
        journal.confirm(journal.read(read, Integer.MAX_VALUE));
        return read;
    }

    private static String code(VisitRecord visit) {
        return visit.facts().code();
    }

    private static List<String> codes(List<VisitRecord> visits) {
        return visits.stream().map(VisitJournalTest::code).toList();
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
