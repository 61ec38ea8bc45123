package io.linklog.acceptance.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShownOutputTest {

    private static Optional<String> difference(String shown, String came) {
        return ShownOutput.difference(shown.lines().toList(), came.lines().toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "302|302",
                "{\"human\":5, … }|{\"human\":5,\"bot\":1, \"unique\":1 }",
                "etcd     ready after 0.9 s|etcd  ready after 12.31 s",
                "at 2026-11-30T10:00:00Z|at 2026-12-01T09:08:07.123Z",
                "day 2026-11-30|day 2027-01-01",
                "id-92e18c4004bab2fa-6|id-0123456789abcdef0123-6",
                "test-d2c1e398-12fa-4b28-8e69-ff49d4bfa190|test-c99111e7-af0b-40a6-8444-37d6c2043eb2",
                "9 visits (100 %), 2 a second|9 visits (99 %), 1,300 a second",
            })
    void whatDiffersFromRunToRunMayDiffer(String shown, String came) {
        assertThat(difference(shown, came)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "302|404",
                "\"human\":5|\"human\":6",
                "query-service-1|query-service-2",
                "version 0.2.0|version 0.3.0",
                "{\"human\":5, … }|{\"human\":5",
                "a second|a third",
            })
    void everythingElseMustBeTheSame(String shown, String came) {
        assertThat(difference(shown, came)).isPresent();
    }

    @Test
    void aLineOfAnEllipsisStandsForAnyNumberOfLines() {
        assertThat(difference("first\n…\nlast", "first\nlast")).isEmpty();
        assertThat(difference("first\n…\nlast", "first\na\nb\nlast")).isEmpty();
        assertThat(difference("first\n…", "first\na\nb")).isEmpty();
        assertThat(difference("first\n…\nlast", "first\na")).isPresent();
    }

    @Test
    void aLineThatDidNotComeAndOneThatIsNotShownAreDifferences() {
        assertThat(ShownOutput.difference(List.of("a", "b"), List.of("a")).orElseThrow())
                .isEqualTo("did not come: b");
        assertThat(ShownOutput.difference(List.of("a"), List.of("a", "b")).orElseThrow())
                .isEqualTo("not shown: b");
    }
}
