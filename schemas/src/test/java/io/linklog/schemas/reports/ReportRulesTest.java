package io.linklog.schemas.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Report;
import io.linklog.schemas.ReportState;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"jo@example.org", "jo.mo+x@a.b", "ü@example.org"})
    void anAddressOfAMailboxIsAContact(String text) {
        assertThat(ReportRules.isContact(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "jo",
                "jo@",
                "@x",
                "jo@a@b",
                "jo@a, mo@b",
                "<jo@a>",
                "jo@a\nBcc: x",
                "jo mo@a",
                "javascript:x@a"
            })
    void anythingElseIsNone(String text) {
        assertThat(ReportRules.isContact(text)).isFalse();
    }

    @Test
    void aTextHasLinesAndALimit() {
        assertThat(ReportRules.isText("a\n\tb <b>bold</b>")).isTrue();
        assertThat(ReportRules.isText("x".repeat(1_000))).isTrue();
        assertThat(ReportRules.isText("x".repeat(1_001))).isFalse();
        assertThat(ReportRules.isText("a\u0000b")).isFalse();
        assertThat(ReportRules.isText("half \ud83d")).isFalse();
    }

    @Test
    void aDismissalIsLaterThanTheReportWhateverTheClockSays() {
        Instant at = Instant.parse("2026-11-30T00:00:00.000001Z");
        Report report = Reports.open(new ReportId("go.example.org/abc", 3, 2), "team", at, "spam", null, null);
        Report dismissed = Reports.dismiss(report, at.minusSeconds(5), "key");
        assertThat(dismissed.getChangedAt()).isAfter(at);
        assertThat(dismissed.getReportedAt()).isEqualTo(at);
        assertThat(dismissed.getState()).isEqualTo(ReportState.DISMISSED);
        assertThat(ReportId.of(dismissed)).isEqualTo(ReportId.of(report));
    }
}
