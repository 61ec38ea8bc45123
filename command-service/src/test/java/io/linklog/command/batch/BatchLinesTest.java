package io.linklog.command.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class BatchLinesTest {

    private static final int LONGEST = 8;

    /** For any chunks and any line ends, the lines are those of a simple split. */
    @Property
    void cutsTheSameLinesHoweverTheBytesCome(
            @ForAll @Size(max = 30) List<@StringLength(max = 25) @Chars({'a', ' ', '\t'}) String> lines,
            @ForAll @IntRange(min = 1, max = 20) int chunk,
            @ForAll boolean crlf,
            @ForAll boolean lastEnds)
            throws IOException {
        String end = crlf ? "\r\n" : "\n";
        String text = String.join(end, lines) + (lastEnds ? end : "");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.length() > LONGEST) {
                expected.add((i + 1) + " too long");
            } else if (!line.isBlank()) {
                expected.add((i + 1) + " " + line);
            }
        }
        assertThat(cut(text, chunk)).isEqualTo(expected);
    }

    private static List<String> cut(String text, int chunk) throws IOException {
        var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(chunk, length));
            }
        };
        BatchLines lines = new BatchLines(in, LONGEST);
        List<String> cut = new ArrayList<>();
        while (lines.next()) {
            String line = new String(lines.bytes(), lines.from(), lines.length(), StandardCharsets.UTF_8);
            cut.add(lines.number() + " " + (lines.isTooLong() ? "too long" : line));
        }
        return cut;
    }
}
