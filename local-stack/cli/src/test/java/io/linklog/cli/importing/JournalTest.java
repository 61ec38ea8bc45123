package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.cli.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    @TempDir
    Path folder;

    private Journal open(Path path) throws IOException {
        return Journal.open(path, folder);
    }

    private static LineId id(int i) {
        return LineId.of(new byte[] {(byte) i});
    }

    private Path written(int entries) throws IOException {
        Path path = Files.createTempFile(folder, "a", ".linklog-import");
        try (Journal journal = open(path)) {
            for (int i = 0; i < entries; i++) {
                journal.add(id(i), i + 1, "code" + i);
            }
        }
        return path;
    }

    @Test
    void remembers_the_code_of_each_line_over_runs() throws IOException {
        Path path = written(3);
        try (Journal journal = open(path)) {
            assertThat(journal.recovered()).isEqualTo(3);
            assertThat(journal.codeOf(id(2))).contains("code2");
            assertThat(journal.codeOf(id(9))).isEmpty();
            journal.add(id(9), 10, "nine");
            assertThat(journal.codeOf(id(9))).contains("nine");
        }
        try (Journal journal = open(path)) {
            assertThat(journal.recovered()).isEqualTo(4);
        }
    }

    @Test
    void torn_at_any_byte_it_keeps_every_whole_line_and_goes_on() throws IOException {
        byte[] whole = Files.readAllBytes(written(4));
        for (int length = 0; length <= whole.length; length++) {
            Path torn = folder.resolve("torn");
            Files.write(torn, Arrays.copyOf(whole, length));
            long lines = new String(whole, 0, length, StandardCharsets.US_ASCII)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            long entries = Math.max(0, lines - 1);
            try (Journal journal = open(torn)) {
                assertThat(journal.recovered()).as("cut at %d", length).isEqualTo(entries);
                assertThat(journal.damaged()).isZero();
                journal.add(id(7), 8, "seven");
            }
            try (Journal journal = open(torn)) {
                assertThat(journal.recovered()).isEqualTo(entries + 1);
                assertThat(journal.codeOf(id(7))).contains("seven");
            }
        }
    }

    @Test
    void an_entry_with_any_damaged_byte_counts_as_not_there_and_the_others_stay() throws IOException {
        byte[] whole = Files.readAllBytes(written(3));
        String text = new String(whole, StandardCharsets.US_ASCII);
        int begin = text.indexOf('\n', text.indexOf('\n') + 1) + 1;
        int end = text.indexOf('\n', begin);
        for (int at = begin; at < end; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x41;
            Path path = folder.resolve("damaged");
            Files.write(path, damaged);
            try (Journal journal = open(path)) {
                assertThat(journal.recovered()).isEqualTo(2);
                assertThat(journal.damaged()).isEqualTo(1);
                assertThat(journal.codeOf(id(1))).isEqualTo(Optional.empty());
                assertThat(journal.codeOf(id(2))).contains("code2");
            }
        }
    }

    @Test
    void a_file_that_is_none_is_left_alone() throws IOException {
        Path path = folder.resolve("letter");
        Files.writeString(path, "Dear all,\n");
        assertThatThrownBy(() -> open(path)).isInstanceOf(Failure.class).hasMessageContaining("--journal");
        assertThat(path).hasContent("Dear all,\n");
    }

    @Test
    void is_held_by_one_at_a_time() throws IOException {
        Path path = written(1);
        try (Journal held = open(path)) {
            assertThat(held.recovered()).isEqualTo(1);
            assertThatThrownBy(() -> open(path)).isInstanceOf(Failure.class).hasMessageContaining("Another import");
        }
        open(path).close();
    }
}
