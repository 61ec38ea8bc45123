package io.linklog.query.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class QueryValuesTest {

    @Test
    void valuesAreDecodedAndTheLastOfANameCounts() {
        assertThat(QueryValues.read(null)).isEmpty();
        assertThat(QueryValues.read("")).isEmpty();
        assertThat(QueryValues.read("a=b+c&d&e=&a=%C3%A9&f=1=2"))
                .isEqualTo(Map.of("a", "\u00e9", "d", "", "e", "", "f", "1=2"));
    }

    @Test
    void whatEncodesNothingStandsForItself() {
        assertThat(QueryValues.read("%zz=%&&=&=x&%")).isEqualTo(Map.of("%zz", "%", "%", ""));
    }

    @Test
    void parametersBeyondTheBoundAreAbsent() {
        String query = "x=1&".repeat(100) + "late=1";

        assertThat(QueryValues.read(query)).isEqualTo(Map.of("x", "1"));
    }
}
