package io.linklog.command.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferenceTest {

    private static final Duration DEFAULT = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=10                    | 10 | wait=10",
                "WAIT = 10                  | 10 | wait=10",
                "wait=\"7\"                 |  7 | wait=7",
                "wait=0                     |  0 | wait=0",
                "wait=31                    | 30 | wait=30",
                "wait=999999999             | 30 | wait=30",
                "respond-async              |  0 | respond-async",
                "Respond-Async, wait=3      |  3 | respond-async, wait=3",
                "wait=3; x=y, respond-async |  3 | respond-async, wait=3",
                "wait=2, wait=9             |  2 | wait=2",
                "return=minimal             |  5 |",
                "wait=-1                    |  5 |",
                "wait=1.5                   |  5 |",
                "wait                       |  5 |",
                "wait=                      |  5 |",
                "wait=99999999999999999999  |  5 |",
            })
    void understandsWaitAndRespondAsync(String header, int seconds, String applied) {
        assertThat(Preference.of(List.of(header), DEFAULT))
                .isEqualTo(new Preference(Duration.ofSeconds(seconds), applied));
    }

    @Test
    void severalHeaderLinesAreOneList() {
        assertThat(Preference.of(List.of("respond-async", "wait=4"), DEFAULT).patience())
                .isEqualTo(Duration.ofSeconds(4));
        assertThat(Preference.of(List.of(), DEFAULT)).isEqualTo(new Preference(DEFAULT, null));
    }

    @Property
    void noHeaderValueIsAnError(@ForAll List<String> lines) {
        assertThat(Preference.of(lines, DEFAULT).patience()).isBetween(Duration.ZERO, Preference.LONGEST_WAIT);
    }
}
