package io.linklog.schemas.reports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"abc 1 1", "go.example.org/abc 20 2147483647", "Abc-_ 0 1"})
    void isReadFromItsKeyAndItsText(String key) {
        ReportId id = ReportId.ofKey(key).orElseThrow();
        assertThat(id.key()).isEqualTo(key);
        assertThat(ReportId.parse(id.text())).contains(id);
        assertThat(id.text()).matches("[A-Za-z0-9_-]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "abc 1",
                "abc 21 1",
                "abc -1 1",
                "abc 1 0",
                "abc 01 1",
                "abc 1 1 ",
                "a b 1",
                "<b> 1 1",
                "abc 1 2147483648",
                "-.-/abc 1 1"
            })
    void isReadFromNothingElse(String key) {
        assertThat(ReportId.ofKey(key)).isEmpty();
    }

    @Test
    void aTextThatIsNoIdIsNone() {
        assertThat(ReportId.parse("§")).isEmpty();
        assertThat(ReportId.parse("YWJj")).isEmpty();
        assertThat(ReportId.parse(new ReportId("abc", 1, 1).text() + "=")).isEmpty();
    }
}
