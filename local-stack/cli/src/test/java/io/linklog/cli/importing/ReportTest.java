package io.linklog.cli.importing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final long TWO_SECONDS = 2_000_000_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void sums_up_what_became_of_the_lines_in_what_time() throws IOException {
        try (Report report = new Report(out)) {
            assertThat(report.summary(TWO_SECONDS)).containsExactly("0 lines in 2.0 s (0/s).");
            for (int line = 1; line < 3_000; line++) {
                report.add(line, "https://a.example/", new Result(Result.Kind.created, "c", null, null));
            }
            report.add(3_000, "", new Result(Result.Kind.skipped, null, null, "comment"));
            assertThat(report.summary(TWO_SECONDS))
                    .containsExactly("3,000 lines in 2.0 s (1,500/s): 2,999 created, 1 left out.");
        }
    }

    @Test
    void shows_the_first_refusals_on_a_short_line_each_and_how_many_more_there_are() throws IOException {
        try (Report report = new Report(out)) {
            for (int line = 1; line <= Report.SHOWN; line++) {
                report.add(line, "a\tb" + "x".repeat(100), Result.refused("longUrl must"));
            }
            assertThat(report.summary(TWO_SECONDS))
                    .hasSize(1 + Report.SHOWN)
                    .contains("  line 1: longUrl must   a·b" + "x".repeat(76) + "…");
            report.add(11, "c", Result.refused("longUrl must"));
            report.add(12, "d", Result.refused("longUrl must"));
            assertThat(report.summary(TWO_SECONDS)).hasSize(2 + Report.SHOWN).endsWith("  and 2 more.");
        }
        assertThat(out.toString(UTF_8)).hasLineCount(Report.SHOWN + 2);
    }
}
