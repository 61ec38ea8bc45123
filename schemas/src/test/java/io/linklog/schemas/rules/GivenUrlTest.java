package io.linklog.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenUrlTest {

    private static final String URL = "https://example.org/a b\u00a0c\u200bd/\u2764\ufe0f";

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ", "\t", "\r\n", "\u00a0", "\u2003", "\u3000", "\u200b", "\u200e", "\u202a", "\u2060", "\ufeff",
                "\u2028", "\u0085"
            })
    void whatSurroundsAUrlGoesAndWhatIsInItStays(String outer) {
        assertThat(GivenUrl.trimmed(outer + outer + URL + outer)).isEqualTo(URL);
        assertThat(GivenUrl.trimmed(outer)).isEmpty();
    }

    @Property
    void aTrimmedUrlStaysAsItIs(@ForAll String text) {
        String once = GivenUrl.trimmed(text);
        assertThat(GivenUrl.trimmed(once)).isEqualTo(once);
    }
}
