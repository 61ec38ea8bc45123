package io.linklog.cli.importing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.cli.importing.formats.SourceLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ImportReportTest {

    private static final long TWO_SECONDS = 2_000_000_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static SourceLine line(long number, String input) {
        return new SourceLine(number, input, null, "any", false);
    }

    @Test
    void theSummaryHasTheResultsAndTheRate() throws IOException {
        try (ImportReport report = new ImportReport(out, () -> {})) {
            assertThat(report.summary(TWO_SECONDS)).containsExactly("0 lines in 2.0 s (0/s).");
            for (int line = 1; line < 3_000; line++) {
                report.add(line(line, "https://a.example/"), new LineResult(LineResult.Kind.created, "c", null, null));
            }
            report.add(line(3_000, ""), new LineResult(LineResult.Kind.skipped, null, null, "comment"));
            assertThat(report.summary(TWO_SECONDS))
                    .containsExactly("3,000 lines in 2.0 s (1,500/s): 2,999 created, 1 left out.");
        }
    }

    @Test
    void theSummaryShowsTheFirstRefusalsAndTheNumberOfOthers() throws IOException {
        try (ImportReport report = new ImportReport(out, () -> {})) {
            for (int line = 1; line <= ImportReport.SHOWN; line++) {
                report.add(line(line, "a\tb" + "x".repeat(100)), LineResult.refused("longUrl must"));
            }
            assertThat(report.summary(TWO_SECONDS))
                    .hasSize(1 + ImportReport.SHOWN)
                    .contains("  line 1: longUrl must   a·b" + "x".repeat(76) + "…");
            report.add(line(11, "c"), LineResult.refused("longUrl must"));
            report.add(line(12, "d"), LineResult.refused("longUrl must"));
            assertThat(report.summary(TWO_SECONDS))
                    .hasSize(2 + ImportReport.SHOWN)
                    .endsWith("  and 2 more.");
        }
        assertThat(out.toString(UTF_8)).hasLineCount(ImportReport.SHOWN + 2);
    }
}
