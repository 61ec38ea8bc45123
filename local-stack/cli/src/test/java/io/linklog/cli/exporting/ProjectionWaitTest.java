package io.linklog.cli.exporting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionWaitTest {

    @ParameterizedTest
    @CsvSource({
        "projector-linklog_1, true",
        "projector-linklog_12, true",
        "projector-linklog_1-link-words, false",
        "projector-linklog_1-visits, false",
        "projector-linklog_, false",
        "projector-other, false",
    })
    void onlyTheTablesOfLinksAreAwaited(String group, boolean awaited) {
        assertThat(ProjectionWait.fillsLinks(group)).isEqualTo(awaited);
    }
}
