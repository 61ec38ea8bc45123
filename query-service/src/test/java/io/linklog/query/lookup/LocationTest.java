package io.linklog.query.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://e.org               | a=1        | https://e.org?a=1",
                "https://e.org/              | a=1        | https://e.org/?a=1",
                "https://e.org/p?x=1         | a=1        | https://e.org/p?x=1&a=1",
                "https://e.org/p?x=1&        | a=1        | https://e.org/p?x=1&a=1",
                "https://e.org/p?            | a=1        | https://e.org/p?a=1",
                "https://e.org/p#frag        | a=1        | https://e.org/p?a=1#frag",
                "https://e.org/p?x=1#frag    | a=1        | https://e.org/p?x=1&a=1#frag",
                "https://e.org/p#frag?not=q  | a=1        | https://e.org/p?a=1#frag?not=q",
                "https://e.org/p?x=1         | x=2&x=3    | https://e.org/p?x=1&x=2&x=3",
                "https://e.org/p             | flag       | https://e.org/p?flag",
                "https://e.org/p             | a=%20+%2B&b| https://e.org/p?a=%20+%2B&b",
            })
    void theVisitorsQueryIsAppendedUndecoded(String target, String query, String expected) {
        assertThat(Location.withQuery(Location.header(target), query)).isEqualTo(expected);
    }

    @Property
    void anyTextBecomesVisibleAscii(@ForAll String target, @ForAll String query) {
        String location = Location.withQuery(Location.header(target), query);
        assertThat(location.chars()).allMatch(c -> c > ' ' && c < 0x7f);
    }
}
