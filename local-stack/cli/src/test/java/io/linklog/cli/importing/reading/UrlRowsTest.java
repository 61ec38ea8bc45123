package io.linklog.cli.importing.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class UrlRowsTest {

    @Test
    void whatSurroundsAUrlComesOff() throws IOException {
        List<Row> rows = Rows.of(
                FileFormat.urls,
                "\uFEFFhttps://a.example/1\r\n\r\n# note\r\n<https://a.example/2>\n\"https://a.example/3\"\n"
                        + "\thttps://a.example/4\t\nhttps://a.example/5\u200B\nhttps://a.example/6\u00A0\n"
                        + "'<https://a.example/7>'");
        assertThat(rows)
                .extracting(row -> row.members().path("longUrl").asText())
                .containsExactly(
                        "https://a.example/1",
                        "https://a.example/2",
                        "https://a.example/3",
                        "https://a.example/4",
                        "https://a.example/5",
                        "https://a.example/6",
                        "https://a.example/7");
        assertThat(rows).extracting(Row::number).containsExactly(1L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void textBehindABlankRefusesTheLine() throws IOException {
        List<Row> rows = Rows.of(FileFormat.urls, "https://a.example/1 some note\nhttps://a.example/2\n");
        assertThat(rows.get(0).mistake()).contains("begins with #");
        assertThat(rows.get(1).mistake()).isNull();
    }

    @Test
    void aLineThatIsTooLongIsRefusedAndTheNextIsRead() throws IOException {
        List<Row> rows = Rows.of(FileFormat.urls, "x".repeat(200_000) + "\nhttps://a.example/\n");
        assertThat(rows.get(0).mistake()).contains("65536 characters");
        assertThat(rows.get(1).members().path("longUrl").asText()).isEqualTo("https://a.example/");
    }
}
