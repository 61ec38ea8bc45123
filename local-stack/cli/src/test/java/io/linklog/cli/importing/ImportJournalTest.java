package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.cli.options.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportJournalTest {

    @TempDir
    Path folder;

    /** The lines that earlier runs have done. */
    private final Map<String, String> recovered = new HashMap<>();

    private ImportJournal open(Path path) throws IOException {
        recovered.clear();
        return new ImportJournal(path, recovered);
    }

    private static String key(int i) {
        return String.format("%032x", i);
    }

    private Path written(int entries) throws IOException {
        Path path = Files.createTempFile(folder, "a", ".linklog-import");
        try (ImportJournal journal = open(path)) {
            for (int i = 0; i < entries; i++) {
                journal.add(key(i), i + 1, "code" + i);
            }
        }
        return path;
    }

    @Test
    void theCodeOfEachLineIsKnownInTheNextRun() throws IOException {
        Path path = written(3);
        try (ImportJournal journal = open(path)) {
            assertThat(recovered).hasSize(3);
            assertThat(journal.codeOf(key(2))).isEqualTo("code2");
            assertThat(journal.codeOf(key(9))).isNull();
            journal.add(key(9), 10, "nine");
            assertThat(journal.codeOf(key(9))).isEqualTo("nine");
        }
        try (ImportJournal journal = open(path)) {
            assertThat(recovered).hasSize(4);
        }
    }

    @Test
    void aJournalTornAtAnyByteKeepsEachWholeEntry() throws IOException {
        byte[] whole = Files.readAllBytes(written(4));
        for (int length = 0; length <= whole.length; length++) {
            Path torn = folder.resolve("torn");
            Files.write(torn, Arrays.copyOf(whole, length));
            long lines = new String(whole, 0, length, StandardCharsets.US_ASCII)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            long entries = Math.max(0, lines - 1);
            try (ImportJournal journal = open(torn)) {
                assertThat(recovered).as("cut at %d", length).hasSize((int) entries);
                assertThat(journal.damaged()).isZero();
                journal.add(key(7), 8, "seven");
            }
            try (ImportJournal journal = open(torn)) {
                assertThat(recovered).hasSize((int) (entries + 1));
                assertThat(journal.codeOf(key(7))).isEqualTo("seven");
            }
        }
    }

    @Test
    void aDamagedEntryIsPassedOverAndTheOthersStay() throws IOException {
        byte[] whole = Files.readAllBytes(written(3));
        String text = new String(whole, StandardCharsets.US_ASCII);
        int begin = text.indexOf('\n', text.indexOf('\n') + 1) + 1;
        int end = text.indexOf('\n', begin);
        for (int at = begin; at < end; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x41;
            Path path = folder.resolve("damaged");
            Files.write(path, damaged);
            try (ImportJournal journal = open(path)) {
                assertThat(recovered).hasSize(2);
                assertThat(journal.damaged()).isEqualTo(1);
                assertThat(journal.codeOf(key(1))).isNull();
                assertThat(journal.codeOf(key(2))).isEqualTo("code2");
            }
        }
    }

    @Test
    void anotherFileStaysAsItIs() throws IOException {
        Path path = folder.resolve("letter");
        Files.writeString(path, "Dear all,\n");
        assertThatThrownBy(() -> open(path)).isInstanceOf(Failure.class).hasMessageContaining("--journal");
        assertThat(path).hasContent("Dear all,\n");
    }

    @Test
    void oneImportAtATimeHoldsTheJournal() throws IOException {
        Path path = written(1);
        try (ImportJournal held = open(path)) {
            assertThat(recovered).hasSize(1);
            assertThatThrownBy(() -> open(path)).isInstanceOf(Failure.class).hasMessageContaining("Another import");
        }
        open(path).close();
    }
}
