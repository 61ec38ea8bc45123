package io.linklog.cli.importing.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedInputStream;
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

class TextLinesTest {

    /** Gives a few bytes at a time, as a pipe does. */
    private static InputStream drops(byte[] bytes, int atATime) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, atATime));
            }
        };
    }

    /** Takes each line as a URL, also a blank one. */
    private static List<SourceLine> read(InputStream in) throws IOException {
        return FormatFixture.all(new TextLines(
                new BufferedInputStream(in),
                FormatFixture.STRICT,
                text -> JsonNodeFactory.instance.objectNode().put("longUrl", text)));
    }

    private static List<String> texts(List<SourceLine> lines) {
        return lines.stream().map(line -> line.link().path("longUrl").asText()).toList();
    }

    @Property
    void linesEndAtEachLineFeedHoweverTheBytesArrive(
            @ForAll @AlphaChars @Chars({'\n', '\n', '\r'}) @StringLength(max = 200) String text,
            @ForAll @IntRange(min = 1, max = 7) int atATime)
            throws IOException {
        List<String> expected = new ArrayList<>(List.of(text.split("\n", -1)));
        if (expected.get(expected.size() - 1).isEmpty()) {
            expected.remove(expected.size() - 1);
        }
        expected.replaceAll(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        List<SourceLine> lines = read(drops(text.getBytes(StandardCharsets.UTF_8), atATime));
        assertThat(texts(lines)).isEqualTo(expected);
    }

    @Test
    void linesAreNumberedFromOneAndTheLastNeedsNoEnd() throws IOException {
        List<SourceLine> lines = read(FormatFixture.bytes("ab\r\n\nc"));
        assertThat(lines).extracting(SourceLine::number).containsExactly(1L, 2L, 3L);
        assertThat(texts(lines)).containsExactly("ab", "", "c");
    }

    @Test
    void aLineThatIsTooLongIsRefusedAndTheNextIsRead() throws IOException {
        List<SourceLine> lines = read(FormatFixture.bytes("x".repeat(200_000) + "\n" + "y".repeat(65_536) + "\nnext"));
        assertThat(lines).extracting(FormatFixture::reason).containsExactly("has more than 65536 bytes", null, null);
        assertThat(lines.get(0).input()).hasSize(2_101).startsWith("xxx").endsWith("…");
        assertThat(texts(lines.subList(1, 3))).containsExactly("y".repeat(65_536), "next");
    }
}
