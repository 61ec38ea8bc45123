package io.linklog.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortCodesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "Spring-Sale_2026", "0aZ9xYw"})
    void takes_letters_digits_and_inner_marks(String code) {
        assertThat(ShortCodes.isWellFormed(code)).isTrue();
        assertThat(ShortCodes.isReserved(code)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "_a", "a b", "a/b", "a+", "a.b", "ä", "a:b", "a\n"})
    void refuses_what_would_not_survive_a_path(String code) {
        assertThat(ShortCodes.isWellFormed(code)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "API", "livez", "Metrics"})
    void keeps_the_service_own_paths_whatever_their_case(String code) {
        assertThat(ShortCodes.isReserved(code)).isTrue();
    }
}
