package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.cli.Failure;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntriesTest {

    private static final Members STRICT = new Members(false, false);

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Entry> all(Entries entries) throws IOException {
        List<Entry> all = new ArrayList<>();
        for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
            all.add(entry);
        }
        return all;
    }

    private static String json(Entry entry) {
        return new String(entry.link().json(null), StandardCharsets.UTF_8);
    }

    @Test
    void a_list_of_urls_may_have_blank_lines_comments_a_mark_and_windows_line_ends() throws IOException {
        List<Entry> entries = all(
                new PlainEntries(bytes("\uFEFFhttps://a.example/\r\n\r\n# note\r\n  https://b.example/ä  \nnonsense")));
        assertThat(entries).extracting(Entry::line).containsExactly(1L, 4L, 5L);
        assertThat(entries)
                .extracting(entry -> entry.link().longUrl())
                .containsExactly("https://a.example/", "https://b.example/ä", "nonsense");
    }

    @Test
    void a_line_that_is_no_utf8_or_too_long_is_refused_and_the_next_is_read() throws IOException {
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        in.write(new byte[] {'h', (byte) 0xff, '\n'});
        in.write(("h".repeat(70_000) + "\nhttps://a.example/\n").getBytes(StandardCharsets.UTF_8));
        List<Entry> entries = all(new PlainEntries(new ByteArrayInputStream(in.toByteArray())));
        assertThat(entries)
                .extracting(Entry::refusal)
                .containsExactly("is not valid UTF-8", "has more than 65536 bytes", null);
    }

    @Test
    void csv_columns_may_stand_in_any_order_and_case() throws IOException {
        List<Entry> entries = all(new CsvEntries(
                bytes("TITLE,longurl,Tags,validUntil,maxVisits,redirectStatus,forwardQuery,crawlable,customSlug\n"
                        + "\"A \"\"good\"\", ü\",https://a.example/?a=1,x; y|z,2030-01-01T01:00:00+01:00,5,301,no,yes,slug\n"
                        + ",https://b.example/,,,,,,,\n"),
                STRICT));
        assertThat(json(entries.get(0)))
                .isEqualTo(
                        "{\"longUrl\":\"https://a.example/?a=1\",\"customSlug\":\"slug\",\"title\":\"A \\\"good\\\", ü\","
                                + "\"tags\":[\"x\",\"y\",\"z\"],\"validUntil\":\"2030-01-01T00:00:00Z\",\"maxVisits\":5,"
                                + "\"redirectStatus\":301,\"forwardQuery\":false,\"crawlable\":true}");
        assertThat(json(entries.get(1))).isEqualTo("{\"longUrl\":\"https://b.example/\"}");
    }

    @Test
    void a_csv_record_over_several_lines_is_known_by_its_first() throws IOException {
        List<Entry> entries = all(new CsvEntries(
                bytes("longUrl,title\nhttps://a.example/,\"two\nlines\"\nhttps://b.example/,b\n"), STRICT));
        assertThat(entries).extracting(Entry::line).containsExactly(2L, 4L);
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
    void a_csv_record_that_is_no_link_is_refused_by_itself(String record, String reason) throws IOException {
        List<Entry> entries = all(
                new CsvEntries(bytes("longUrl,maxVisits,crawlable\n" + record + "\nhttps://b.example/,,\n"), STRICT));
        assertThat(entries).extracting(Entry::refusal).containsExactly(reason, null);
    }

    @Test
    void a_bad_byte_refuses_one_csv_record() throws IOException {
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        in.write("longUrl,title\nhttps://a.example/,".getBytes(StandardCharsets.UTF_8));
        in.write(new byte[] {(byte) 0xc3, '\n'});
        in.write("https://b.example/,ü\n".getBytes(StandardCharsets.UTF_8));
        List<Entry> entries = all(new CsvEntries(new ByteArrayInputStream(in.toByteArray()), STRICT));
        assertThat(entries).extracting(Entry::refusal).containsExactly("is not valid UTF-8", null);
        assertThat(entries.get(1).link().title()).isEqualTo("ü");
    }

    @Test
    void a_csv_header_that_means_nothing_ends_the_import_with_a_sentence() {
        assertThatThrownBy(() -> new CsvEntries(bytes("longUrl,clicks\n"), STRICT))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("\"clicks\"")
                .hasMessageContaining("--ignore-unknown");
        assertThatThrownBy(() -> new CsvEntries(bytes("title\n"), STRICT)).hasMessageContaining("longUrl");
        assertThatThrownBy(() -> new CsvEntries(bytes("longUrl,LONGURL\n"), STRICT))
                .hasMessageContaining("twice");
    }

    @Test
    void unknown_columns_and_members_can_be_ignored() throws IOException {
        Members lenient = new Members(false, true);
        assertThat(json(all(new CsvEntries(bytes("clicks,longUrl\n3,https://a.example/\n"), lenient))
                        .get(0)))
                .isEqualTo("{\"longUrl\":\"https://a.example/\"}");
        assertThat(json(all(new JsonEntries(bytes("{\"longUrl\":\"https://a.example/\",\"clicks\":3}"), lenient))
                        .get(0)))
                .isEqualTo("{\"longUrl\":\"https://a.example/\"}");
    }

    @Test
    void a_quotation_mark_left_open_does_not_take_the_file_into_memory() {
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
        assertThatThrownBy(() -> new CsvEntries(endless, STRICT).next())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("quotation mark");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{\"longUrl\":\"https://a.example/\",\"clicks\":1}# has the unknown member \"clicks\"",
                "{\"longUrl\":1}# longUrl must be a text",
                "{}# has no longUrl",
                "[]# is no JSON object",
                "{\"longUrl\"# is not valid JSON",
                "{\"longUrl\":\"x\"} {}# is not valid JSON",
                "{\"longUrl\":\"x\",\"tags\":[1]}# tags must be a list of texts",
                "{\"longUrl\":\"x\",\"tags\":\"a\"}# tags must be a list of texts",
                "{\"longUrl\":\"x\",\"validSince\":\"tomorrow\"}# validSince must be a time",
                "{\"longUrl\":\"x\",\"maxVisits\":1.5}# maxVisits must be a whole number",
            })
    void a_json_line_that_is_no_link_is_refused_with_the_reason(String line, String reason) throws IOException {
        List<Entry> entries = all(new JsonEntries(bytes(line + "\n{\"longUrl\":\"https://b.example/\"}"), STRICT));
        assertThat(entries).hasSize(2);
        assertThat(entries.get(0).refusal()).startsWith(reason);
        assertThat(entries.get(1).refusal()).isNull();
    }

    @Test
    void an_exported_link_gets_a_new_code_unless_codes_are_kept_and_deleted_ones_are_left_out() throws IOException {
        String export =
                "{\"shortCode\":\"abc\",\"shortUrl\":\"http://x/abc\",\"longUrl\":\"https://a.example/\",\"title\":null,"
                        + "\"tags\":[],\"state\":\"ACTIVE\",\"version\":2,\"dateCreated\":\"2026-01-01T00:00:00Z\",\"dateEdited\":"
                        + "\"2026-01-01T00:00:00Z\",\"validSince\":null,\"validUntil\":null,\"maxVisits\":null,"
                        + "\"redirectStatus\":302,\"forwardQuery\":true,\"crawlable\":false}\n"
                        + "{\"longUrl\":\"https://b.example/\",\"state\":\"DELETED\"}";
        List<Entry> without = all(new JsonEntries(bytes(export), STRICT));
        assertThat(without.get(0).link().customSlug()).isNull();
        assertThat(without.get(1).skipped()).isEqualTo("was deleted when it was exported");
        assertThat(all(new JsonEntries(bytes(export), new Members(true, false)))
                        .get(0)
                        .link()
                        .customSlug())
                .isEqualTo("abc");
    }

    @Test
    void members_that_are_all_there_are_read() throws IOException {
        NewLink link = all(new JsonEntries(
                        bytes(
                                "{\"longUrl\":\"https://a.example/\",\"validSince\":\"2026-01-01T00:00:00.5Z\",\"findIfExists\":true}"),
                        STRICT))
                .get(0)
                .link();
        assertThat(link.validSince()).isEqualTo(Instant.parse("2026-01-01T00:00:00.500Z"));
        assertThat(link.findIfExists()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "a.csv# whatever# csv",
                "a.JSONL# whatever# jsonl",
                "a.txt# https://a.example/?x=longUrl,b# urls",
                "-# {\"longUrl\":# jsonl",
                "-# title,\"longUrl\"# csv",
                "-# https://a.example/# urls",
                "-# ''# urls",
            })
    void the_format_is_told_by_the_name_or_the_first_line(String name, String first, ImportFormat format)
            throws IOException {
        BufferedInputStream in = new BufferedInputStream(bytes(first + "\nsecond"));
        assertThat(ImportFormat.detect(name, in)).isEqualTo(format);
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).startsWith(first);
    }
}
