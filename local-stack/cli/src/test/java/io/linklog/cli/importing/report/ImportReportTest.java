package io.linklog.cli.importing.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ImportReportTest {

    private static final long TWO_SECONDS = 2_000_000_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void theSummaryHasTheResultsAndTheRate() throws IOException {
        try (ImportReport report = new ImportReport(out)) {
            assertThat(report.summary(TWO_SECONDS)).containsExactly("0 lines in 2.0 s (0/s).");
            for (int line = 1; line < 3_000; line++) {
                report.add(line, "https://a.example/", new LineResult(LineResult.Kind.created, "c", null, null));
            }
            report.add(3_000, "", LineResult.skipped("comment"));
            assertThat(report.summary(TWO_SECONDS))
                    .containsExactly("3,000 lines in 2.0 s (1,500/s): 2,999 created, 1 left out.");
        }
    }

    @Test
    void theSummaryShowsTheFirstRefusalsAndTheNumberOfOthers() throws IOException {
        try (ImportReport report = new ImportReport(out)) {
            for (int line = 1; line <= ImportReport.SHOWN; line++) {
                report.add(line, "a\tb" + "x".repeat(100), LineResult.refused("longUrl must"));
            }
            assertThat(report.summary(TWO_SECONDS))
                    .hasSize(1 + ImportReport.SHOWN)
                    .contains("  line 1: longUrl must   a·b" + "x".repeat(76) + "…");
            report.add(11, "c", LineResult.refused("longUrl must"));
            report.add(12, "d", LineResult.refused("longUrl must"));
            assertThat(report.summary(TWO_SECONDS))
                    .hasSize(2 + ImportReport.SHOWN)
                    .endsWith("  and 2 more.");
        }
        assertThat(out.toString(UTF_8)).hasLineCount(ImportReport.SHOWN + 2);
    }
}
