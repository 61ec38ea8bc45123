package io.linklog.cli.importing.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportFormatTest {

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
    void theFormatIsToldByTheNameOrTheFirstLine(String name, String first, ImportFormat format) throws IOException {
        BufferedInputStream in = new BufferedInputStream(FormatFixture.bytes(first + "\nsecond"));
        assertThat(ImportFormat.detect(name, in)).isEqualTo(format);
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).startsWith(first);
    }
}
