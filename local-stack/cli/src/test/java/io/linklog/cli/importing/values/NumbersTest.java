package io.linklog.cli.importing.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "0# 0",
                "1000# 1000",
                "1,000# 1000",
                "1,234,567# 1234567",
                "1000.0# 1000",
                "1.0# 1",
                "1 000# 1000",
                "1\u00A0000# 1000",
                "1'000# 1000",
                "1,000.00# 1000",
                "-1# -1"
            })
    void numbersAreReadAsSpreadsheetsWriteThem(String text, long number) throws BadValue {
        assertThat(Numbers.parse(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "1.5", "1,00", "12,34", "", "0x10", "9999999999999999999"})
    void otherTextsAreNone(String text) throws BadValue {
        assertThat(Numbers.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.000", "12.345.678"})
    void aDotBeforeThreeDigitsMayMeanTwoNumbers(String text) {
        assertThatThrownBy(() -> Numbers.parse(text))
                .isInstanceOf(BadValue.class)
                .hasMessageContaining("write it");
    }

    @Test
    void truthIsReadInSeveralLanguages() {
        for (String word : new String[] {"TRUE", "WAHR", "VRAI", "VERDADERO", "VERO", "yes", "1"}) {
            assertThat(Truth.parse(word)).as(word).isTrue();
        }
        for (String word : new String[] {"FALSE", "FALSCH", "FAUX", "FALSO", "no", "0"}) {
            assertThat(Truth.parse(word)).as(word).isFalse();
        }
        assertThat(Truth.parse("maybe")).isNull();
    }
}
