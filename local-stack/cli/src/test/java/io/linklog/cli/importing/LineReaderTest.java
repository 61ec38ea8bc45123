package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    /** Gives a few bytes at a time, as a pipe does. */
    private static InputStream drops(byte[] bytes, int atATime) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, atATime));
            }
        };
    }

    private static List<String> lines(LineReader reader) throws IOException {
        List<String> lines = new ArrayList<>();
        while (reader.next()) {
            lines.add(new String(reader.bytes(), StandardCharsets.UTF_8));
        }
        return lines;
    }

    @Property
    void cuts_as_a_text_is_cut_however_the_bytes_come(
            @ForAll @AlphaChars @Chars({'\n', '\n', '\r'}) @StringLength(max = 200) String text,
            @ForAll @IntRange(min = 1, max = 7) int atATime)
            throws IOException {
        List<String> expected = new ArrayList<>(List.of(text.split("\n", -1)));
        if (expected.get(expected.size() - 1).isEmpty()) {
            expected.remove(expected.size() - 1);
        }
        expected.replaceAll(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(lines(new LineReader(drops(bytes, atATime), 1_000))).isEqualTo(expected);
    }

    @Test
    void knows_where_lines_begin_and_whether_they_were_cut_off() throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream("ab\r\nc".getBytes(StandardCharsets.UTF_8)), 10);
        assertThat(reader.next()).isTrue();
        assertThat(List.of(reader.begin(), reader.end(), reader.number())).containsExactly(0L, 4L, 1L);
        assertThat(reader.isWhole()).isTrue();
        assertThat(reader.next()).isTrue();
        assertThat(List.of(reader.begin(), reader.end(), reader.number())).containsExactly(4L, 5L, 2L);
        assertThat(reader.isWhole()).isFalse();
        assertThat(reader.next()).isFalse();
    }

    @Test
    void keeps_the_beginning_of_a_line_that_is_too_long_and_goes_on_behind_it() throws IOException {
        String text = "x".repeat(200_000) + "\nnext";
        LineReader reader = new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 5);
        assertThat(reader.next()).isTrue();
        assertThat(reader.isTooLong()).isTrue();
        assertThat(reader.bytes()).hasSize(5);
        assertThat(lines(reader)).containsExactly("next");
        assertThat(reader.isTooLong()).isFalse();
    }
}
