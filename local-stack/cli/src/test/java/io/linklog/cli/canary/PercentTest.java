package io.linklog.cli.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.cli.options.Failure;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class PercentTest {

    @Test
    void sharesAreReadInBasisPoints() {
        assertThat(Percent.list("0.5, 1,25,100")).containsExactly(50, 100, 2_500, 10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1,,5", "1;5", "0.001", "five", "1e99"})
    void whatIsNoShareIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> Percent.list(text)).isInstanceOf(Failure.class).hasMessageContaining("1,5,25,50,100");
    }

    @ParameterizedTest
    @CsvSource({"1, 0.01 %", "50, 0.5 %", "2500, 25 %", "10000, 100 %", "0, 0 %"})
    void sharesAreWrittenWithoutNeedlessZeros(int points, String text) {
        assertThat(Percent.of(points)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "60s, PT1M", "5m, PT5M", "1h, PT1H"})
    void spansOfTimeAreReadAsPeopleWriteThem(String text, Duration span) {
        assertThat(new StepTime().convert(text)).isEqualTo(span);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "60", "-1s", "1d", "1.5s", "99999999999s"})
    void whatIsNoSpanIsRefused(String text) {
        assertThatThrownBy(() -> new StepTime().convert(text)).isInstanceOf(TypeConversionException.class);
    }
}
