package io.linklog.cli.importing.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.cli.options.Failure;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvLinesTest {

    @Test
    void csvColumnsMayStandInAnyOrderAndCase() throws IOException {
        List<SourceLine> lines = FormatFixture.all(new CsvLines(
                FormatFixture.bytes(
                        "TITLE,longurl,Tags,validUntil,maxVisits,redirectStatus,forwardQuery,crawlable,customSlug\n"
                                + "\"A \"\"good\"\", ü\",https://a.example/?a=1,x; y|z,2030-01-01T01:00:00+01:00,5,"
                                + "301,no,yes,slug\n"
                                + ",https://b.example/,,,,,,,\n"),
                FormatFixture.STRICT));
        assertThat(FormatFixture.json(lines.get(0)))
                .isEqualTo(
                        "{\"longUrl\":\"https://a.example/?a=1\",\"customSlug\":\"slug\",\"title\":\"A \\\"good\\\", "
                                + "ü\",\"tags\":[\"x\",\"y\",\"z\"],\"validUntil\":\"2030-01-01T00:00:00Z\","
                                + "\"maxVisits\":5,\"redirectStatus\":301,\"forwardQuery\":false,\"crawlable\":true}");
        assertThat(FormatFixture.json(lines.get(1))).isEqualTo("{\"longUrl\":\"https://b.example/\"}");
    }

    @Test
    void aCsvRecordOverSeveralLinesIsKnownByItsFirst() throws IOException {
        List<SourceLine> lines = FormatFixture.all(new CsvLines(
                FormatFixture.bytes("longUrl,title\nhttps://a.example/,\"two\nlines\"\nhttps://b.example/,b\n"),
                FormatFixture.STRICT));
        assertThat(lines).extracting(SourceLine::number).containsExactly(2L, 4L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "https://a.example/,many,# maxVisits must be a whole number, not \"many\"",
                "https://a.example/,,maybe# crawlable must be true or false, not \"maybe\"",
                ",3,# has no longUrl",
                "https://a.example/,,,# has 4 cells, the header 3",
            })
    void aCsvRecordThatIsNoLinkIsRefusedByItself(String record, String reason) throws IOException {
        List<SourceLine> lines = FormatFixture.all(new CsvLines(
                FormatFixture.bytes("longUrl,maxVisits,crawlable\n" + record + "\nhttps://b.example/,,\n"),
                FormatFixture.STRICT));
        assertThat(lines).extracting(FormatFixture::reason).containsExactly(reason, null);
    }

    @Test
    void aBadByteRefusesOneCsvRecord() throws IOException {
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        in.write("longUrl,title\nhttps://a.example/,".getBytes(StandardCharsets.UTF_8));
        in.write(new byte[] {(byte) 0xc3, '\n'});
        in.write("https://b.example/,ü\n".getBytes(StandardCharsets.UTF_8));
        List<SourceLine> lines =
                FormatFixture.all(new CsvLines(FormatFixture.bytes(in.toByteArray()), FormatFixture.STRICT));
        assertThat(lines).extracting(FormatFixture::reason).containsExactly("is not valid UTF-8", null);
        assertThat(lines.get(1).link().path("title").asText()).isEqualTo("ü");
    }

    @Test
    void aCsvHeaderThatMeansNothingEndsTheImportWithASentence() {
        assertThatThrownBy(() -> new CsvLines(FormatFixture.bytes("longUrl,clicks\n"), FormatFixture.STRICT))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("\"clicks\"")
                .hasMessageContaining("--ignore-unknown");
        assertThatThrownBy(() -> new CsvLines(FormatFixture.bytes("title\n"), FormatFixture.STRICT))
                .hasMessageContaining("longUrl");
        assertThatThrownBy(() -> new CsvLines(FormatFixture.bytes("longUrl,LONGURL\n"), FormatFixture.STRICT))
                .hasMessageContaining("twice");
    }

    @Test
    void unknownColumnsAndMembersCanBeIgnored() throws IOException {
        assertThat(FormatFixture.json(FormatFixture.all(new CsvLines(
                                FormatFixture.bytes("clicks,longUrl\n3,https://a.example/\n"), FormatFixture.LENIENT))
                        .get(0)))
                .isEqualTo("{\"longUrl\":\"https://a.example/\"}");
        assertThat(FormatFixture.json(FormatFixture.all(ImportFormat.jsonl.open(
                                FormatFixture.bytes("{\"longUrl\":\"https://a.example/\",\"clicks\":3}"),
                                FormatFixture.LENIENT))
                        .get(0)))
                .isEqualTo("{\"longUrl\":\"https://a.example/\"}");
    }

    @Test
    void aQuotationMarkLeftOpenDoesNotTakeTheFileIntoMemory() {
        InputStream endless = new InputStream() {
            private final byte[] head = "longUrl\n\"".getBytes(StandardCharsets.UTF_8);
            private int at;

            @Override
            public int read() {
                return at < head.length ? head[at++] : 'x';
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                into[offset] = (byte) read();
                for (int i = 1; i < length; i++) {
                    into[offset + i] = (byte) read();
                }
                return length;
            }
        };
        assertThatThrownBy(() -> new CsvLines(new BufferedInputStream(endless), FormatFixture.STRICT).next())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("quotation mark");
    }
}
