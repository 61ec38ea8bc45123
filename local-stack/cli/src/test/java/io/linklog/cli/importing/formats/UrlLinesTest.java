package io.linklog.cli.importing.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class UrlLinesTest {

    @Test
    void blankLinesCommentsAMarkAndWindowsLineEndsArePassedOver() throws IOException {
        String text = "\uFEFFhttps://a.example/\r\n\r\n# note\r\n  https://b.example/ä  \nnonsense";
        List<SourceLine> lines =
                FormatFixture.all(ImportFormat.urls.open(FormatFixture.bytes(text), FormatFixture.STRICT));
        assertThat(lines).extracting(SourceLine::number).containsExactly(1L, 4L, 5L);
        assertThat(lines)
                .extracting(line -> line.link().path("longUrl").asText())
                .containsExactly("https://a.example/", "https://b.example/ä", "nonsense");
        assertThat(lines)
                .extracting(SourceLine::input)
                .containsExactly("https://a.example/", "https://b.example/ä", "nonsense");
    }

    @Test
    void aLineThatIsNotUtf8OrTooLongIsRefusedAndTheNextIsRead() throws IOException {
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        in.write(new byte[] {'h', (byte) 0xff, '\n'});
        in.write(("h".repeat(70_000) + "\nhttps://a.example/\n").getBytes(StandardCharsets.UTF_8));
        List<SourceLine> lines =
                FormatFixture.all(ImportFormat.urls.open(FormatFixture.bytes(in.toByteArray()), FormatFixture.STRICT));
        assertThat(lines)
                .extracting(FormatFixture::reason)
                .containsExactly("is not valid UTF-8", "has more than 65536 bytes", null);
    }

    @Test
    void anExistingLinkIsUsedWhenTheRunAsksForIt() throws IOException {
        LinkFields find = new LinkFields(false, false, true);
        SourceLine line = FormatFixture.all(ImportFormat.urls.open(FormatFixture.bytes("https://a.example/"), find))
                .get(0);
        assertThat(FormatFixture.json(line)).isEqualTo("{\"longUrl\":\"https://a.example/\",\"findIfExists\":true}");
    }
}
