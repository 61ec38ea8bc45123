package io.linklog.query.visitlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.VisitKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Compares a journal with a list in memory. */
class VisitJournalPropertyTest {

    private static final int PARTITIONS = 3;
    private static final int SEGMENT = 2 * 1024; // about 25 visits
    private static final long ROOM = 8 * 1024;

    @Property(tries = 100)
    void everyVisitIsReadInOrderUntilItIsConfirmed(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 99) Integer> choices) throws IOException {
        Path root = Files.createTempDirectory("journal");
        try (Run run = new Run(root)) {
            for (int choice : choices) {
                run.step(choice);
            }
            run.kill();
            run.read(Integer.MAX_VALUE);
            assertThat(run.taken).as("visits read after the restart").isEqualTo(run.pending.size());
        } finally {
            delete(root);
        }
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static final class Run implements AutoCloseable {

        private final Path root;
        private final List<VisitRecord> pending = new ArrayList<>();
        private final long[] sequences = new long[PARTITIONS];
        private final long[] confirmed = new long[PARTITIONS];
        private int taken;
        private int appended;
        private long place;
        private Path folder;
        private VisitJournal journal;

        Run(Path root) throws IOException {
            this.root = root;
            this.folder = root.resolve("first");
            this.journal = open();
            read(0);
        }

        private VisitJournal open() throws IOException {
            return new VisitJournal(folder, PARTITIONS, ROOM, SEGMENT);
        }

        void step(int choice) throws IOException {
            switch (choice % 10) {
                case 0, 1, 2 -> append(choice / 3);
                case 3, 4, 5 -> read(choice / 3);
                case 6 -> confirm();
                case 7 -> rewind();
                case 8 -> maintainFiles();
                default -> kill();
            }
            assertThat(journal.sequences()).isEqualTo(sequences);
            assertThat(journal.confirmed()).isEqualTo(confirmed);
        }

        private void append(int visits) {
            for (int i = 0; i < visits; i++) {
                int partition = i % PARTITIONS;
                RequestFacts facts = factsOf("c" + appended++);
                boolean isFull = journal.pendingBytes() > ROOM;
                assertThat(journal.append(facts, partition)).isEqualTo(!isFull);
                if (!isFull) {
                    pending.add(new VisitRecord(journal.run(), partition, ++sequences[partition], facts));
                }
            }
        }

        void read(int most) {
            List<VisitRecord> read = new ArrayList<>();
            place = journal.read(read, most);
            List<VisitRecord> expected = pending.subList(taken, (int) Math.min(pending.size(), (long) taken + most));
            assertThat(read)
                    .extracting(Run::describe)
                    .isEqualTo(expected.stream().map(Run::describe).toList());
            taken += read.size();
        }

        private static String describe(VisitRecord visit) {
            return visit.facts().code() + " " + visit.run() + "-" + visit.partition() + "-" + visit.sequence();
        }

        private void confirm() throws IOException {
            journal.confirm(place);
            for (VisitRecord visit : pending.subList(0, taken)) {
                if (visit.run() == journal.run()) {
                    confirmed[visit.partition()] = visit.sequence();
                }
            }
            pending.subList(0, taken).clear();
            taken = 0;
        }

        private void rewind() {
            journal.rewind();
            taken = 0;
            read(0);
        }

        private void maintainFiles() {
            journal.keepSpare();
            journal.forceFull();
        }

        /** Continues with a copy of the current files, as after a kill. */
        void kill() throws IOException {
            Path copy = Files.createTempDirectory(root, "killed");
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
            journal.close();
            folder = copy;
            journal = open();
            taken = 0;
            for (int i = 0; i < PARTITIONS; i++) {
                sequences[i] = 0;
                confirmed[i] = 0;
            }
            read(0);
        }

        @Override
        public void close() throws IOException {
            journal.close();
        }

        private static RequestFacts factsOf(String code) {
            return new RequestFacts(
                    1_000,
                    VisitKind.REDIRECT,
                    0,
                    false,
                    false,
                    false,
                    code,
                    "default",
                    new byte[] {10, 0, 0, 7},
                    -5L,
                    "agent",
                    "",
                    "");
        }
    }
}
