package io.linklog.query.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.http.ProblemException;
import io.linklog.query.http.HtmlPage;
import io.linklog.schemas.reports.ReportId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportFormTest {

    private static final String EVIL = "\"><script>alert(1)</script><img src=x onerror='y'>";

    @Test
    void aReasonIsEnough() {
        assertThat(new ReportForm("spam", "", "").mistake()).isEmpty();
        assertThat(new ReportForm("dislike", "", "").mistake()).isPresent();
        assertThat(new ReportForm("spam", "x".repeat(1_001), "").mistake()).isPresent();
        assertThat(new ReportForm("spam", "", "nobody").mistake()).isPresent();
        assertThat(ReportForm.of(Map.of()).mistake()).isPresent();
    }

    @Test
    void lineEndsOfBrowsersCountOnce() {
        ReportForm form = ReportForm.of(Map.of("reason", List.of("spam"), "text", List.of("a\r\nb\rc ")));
        assertThat(form.text()).isEqualTo("a\nb\nc");
    }

    @Test
    void whatAVisitorWroteIsShownAsTextInTheFormAgain() {
        ReportForm form = new ReportForm(EVIL, EVIL, EVIL);
        String page = ReportPage.form("http://localhost/" + EVIL, form, form.mistake());
        assertThat(page)
                .doesNotContain("<script", "<img", "onerror='y'>")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .contains("<select", "Please choose");
    }

    @Test
    void theFormNeedsNoScriptAndNothingFromElsewhere() {
        String page = ReportPage.form("http://localhost/abc", ReportForm.EMPTY, Optional.empty());
        assertThat(page).doesNotContain("<script", "http-equiv", "src=", "href=", "style=");
        assertThat(HtmlPage.FORM_SECURITY_POLICY)
                .contains("default-src 'none'", "form-action 'self'")
                .doesNotContain("form-action 'none'");
    }

    @Test
    void aCursorIsReadFromItsTextAndFromNothingElse() {
        ReportCursor cursor = new ReportCursor(1_700_000_000_000_001L, new ReportId("go.example.org/abc", 3, 2).key());
        assertThat(ReportCursor.parse(cursor.text())).isEqualTo(cursor);
        for (String text :
                List.of("", "x", "§", ReportCursor.start(Instant.EPOCH).text(), cursor.text() + "=")) {
            assertThatThrownBy(() -> ReportCursor.parse(text)).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void aCursorIsPastWhatTheListHasBeforeIt() {
        ReportCursor cursor = new ReportCursor(5, "b 3 2");
        assertThat(cursor.isPast(cursor)).isTrue();
        assertThat(cursor.isPast(new ReportCursor(6, "b 3 1"))).isTrue();
        assertThat(cursor.isPast(new ReportCursor(5, "b 3 3"))).isTrue();
        assertThat(cursor.isPast(new ReportCursor(5, "a 9 1"))).isTrue();
        assertThat(cursor.isPast(new ReportCursor(5, "b 3 1"))).isFalse();
        assertThat(cursor.isPast(new ReportCursor(5, "b 10 1"))).isFalse();
        assertThat(cursor.isPast(new ReportCursor(4, "a 1 1"))).isFalse();
    }
}
