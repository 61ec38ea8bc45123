package io.linklog.cli.importing.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatesTest {

    private final Dates utc = new Dates(ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "2030-12-31T23:59:59Z# 2030-12-31T23:59:59Z",
                "2030-12-31T23:59:59.123456789+01:00# 2030-12-31T22:59:59.123456789Z",
                "2030-12-31T23:59:59+0100# 2030-12-31T22:59:59Z",
                "2030-12-31T23:59:59+01# 2030-12-31T22:59:59Z",
                "2030-12-31T23:59Z# 2030-12-31T23:59:00Z",
                "2030-12-31 23:59:59# 2030-12-31T23:59:59Z",
                "2030-12-31 23:59:59 UTC# 2030-12-31T23:59:59Z",
                "2030-12-31 23:59:59 -0500# 2031-01-01T04:59:59Z",
                "2030-12-31# 2030-12-31T00:00:00Z",
                "2030/12/31# 2030-12-31T00:00:00Z",
                "31.12.2030# 2030-12-31T00:00:00Z",
                "1.2.2030 7:05# 2030-02-01T07:05:00Z",
                "05/05/2030# 2030-05-05T00:00:00Z",
                "1924991999# 2030-12-31T23:59:59Z",
                "1924991999000# 2030-12-31T23:59:59Z",
                "Feb 14, 2023# 2023-02-14T00:00:00Z",
                "February 14, 2023 at 1:05 PM# 2023-02-14T13:05:00Z",
                "14 Feb 2023 12:00:00 AM# 2023-02-14T00:00:00Z",
                "Tue, 14 Feb 2023 10:00:00 GMT# 2023-02-14T10:00:00Z",
                "Tue Feb 14 2023 10:00:00 GMT+0100 (Central European Standard Time)# 2023-02-14T09:00:00Z",
            })
    void timesAreReadAsToolsWriteThem(String text, Instant time) throws BadValue {
        assertThat(utc.parse(text, null, false)).isEqualTo(time);
    }

    @Test
    void aDateWithoutATimeIsItsFirstMomentAndAValidUntilWorksThatWholeDay() throws BadValue {
        Dates berlin = new Dates(ZoneId.of("Europe/Berlin"));
        assertThat(berlin.parse("2030-12-31", null, false)).isEqualTo("2030-12-30T23:00:00Z");
        assertThat(berlin.parse("2030-12-31", null, true)).isEqualTo("2030-12-31T23:00:00Z");
        assertThat(berlin.parse("2030-07-01 12:00", null, true)).isEqualTo("2030-07-01T10:00:00Z");
        assertThat(berlin.parse("2030-07-01T12:00:00Z", null, true)).isEqualTo("2030-07-01T12:00:00Z");
        assertThat(berlin.withoutZone()).isEqualTo(3);
    }

    @Test
    void dayAndMonthNeedAnOrder() throws BadValue {
        assertThatThrownBy(() -> utc.parse("03/04/2026", null, false))
                .isInstanceOf(BadValue.class)
                .hasMessageContaining("--dates dmy");
        assertThat(utc.parse("03/04/2026", DateOrder.dmy, false)).isEqualTo("2026-04-03T00:00:00Z");
        assertThat(utc.parse("03/04/2026 10:00 PM", DateOrder.mdy, false)).isEqualTo("2026-03-04T22:00:00Z");
        assertThat(utc.parse("03.04.2026", DateOrder.mdy, false))
                .as("dots say it")
                .isEqualTo("2026-04-03T00:00:00Z");
        assertThat(Dates.proof("12/31/2030")).isEqualTo(DateOrder.mdy);
        assertThat(Dates.proof("31/12/2030 10:00")).isEqualTo(DateOrder.dmy);
        assertThat(Dates.proof("31.12.2030")).isNull();
        assertThat(Dates.proof("11/12/2030")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tomorrow", "2030-13-01", "31.02.2030", "192499199", "12/31/30", "2030-12-31T25:00:00Z", "1"})
    void anythingElseIsNoTime(String text) {
        assertThatThrownBy(() -> utc.parse(text, DateOrder.mdy, false))
                .isInstanceOf(BadValue.class)
                .hasMessageContaining("must be a time");
    }

    @Test
    void mysqlsZerosAreNoTime() throws BadValue {
        assertThat(utc.parse("0000-00-00 00:00:00", null, false)).isNull();
    }
}
