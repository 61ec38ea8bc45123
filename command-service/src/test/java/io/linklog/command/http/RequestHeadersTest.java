package io.linklog.command.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.http.ProblemException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {

    @Property
    void anyVisibleAsciiOfUpTo255CharactersIsAKey(
            @ForAll @StringLength(min = 1, max = 255) @CharRange(from = '#', to = '~') String key) {
        assertThat(RequestHeaders.idempotencyKey(List.of(key))).isEqualTo(key);
        // the structured form of the draft is the same key
        if (key.length() <= 253) {
            assertThat(RequestHeaders.idempotencyKey(List.of("\"" + key + "\"")))
                    .isEqualTo(key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"\"", "a b", "a\tb", "ä", "a\u007f", "\u0000"})
    void anInvalidKeyIsRefused(String key) {
        assertThatThrownBy(() -> RequestHeaders.idempotencyKey(List.of(key))).isInstanceOf(ProblemException.class);
    }

    @Test
    void aKeyThatIsTooLongOrGivenTwiceIsRefused() {
        assertThatThrownBy(() -> RequestHeaders.idempotencyKey(List.of("k".repeat(256))))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> RequestHeaders.idempotencyKey(List.of("a", "a")))
                .isInstanceOf(ProblemException.class);
        assertThat(RequestHeaders.idempotencyKey(List.of())).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {"\"1\",1", "W/\"27\",27", "\"999999999999999999\",999999999999999999"})
    void ifMatchNamesAVersion(String header, long version) {
        assertThat(RequestHeaders.ifMatch(List.of(header))).isEqualTo(version);
    }

    @Test
    void aStarAndNoHeaderMatchAnyVersion() {
        assertThat(RequestHeaders.ifMatch(List.of("*"))).isNull();
        assertThat(RequestHeaders.ifMatch(List.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "\"\"", "\"0\"", "\"01\"", "\"-1\"", "\"a\"", "\"1\", \"2\"", "w/\"1\"", "\"1"})
    void anythingElseInIfMatchIsRefused(String header) {
        assertThatThrownBy(() -> RequestHeaders.ifMatch(List.of(header))).isInstanceOf(ProblemException.class);
    }
}
