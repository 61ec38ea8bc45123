package io.linklog.schemas.names;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortCodesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "Spring-Sale_2026", "0aZ9xYw"})
    void acceptsLettersDigitsAndInnerPunctuation(String code) {
        assertThat(ShortCodes.isWellFormed(code)).isTrue();
        assertThat(ShortCodes.isReserved(code)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "_a", "a b", "a/b", "a+", "a.b", "ä", "a:b", "a\n"})
    void refusesCodesThatAPathWouldChange(String code) {
        assertThat(ShortCodes.isWellFormed(code)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "API", "livez", "Metrics"})
    void refusesTheServicesOwnPathsInAnyCase(String code) {
        assertThat(ShortCodes.isReserved(code)).isTrue();
    }
}
