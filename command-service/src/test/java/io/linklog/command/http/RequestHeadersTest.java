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
    void any_visible_ascii_of_up_to_255_characters_is_a_key(
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
    void what_cannot_be_a_key_is_refused(String key) {
        assertThatThrownBy(() -> RequestHeaders.idempotencyKey(List.of(key))).isInstanceOf(ProblemException.class);
    }

    @Test
    void a_key_too_long_or_given_twice_is_refused() {
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
    void if_match_names_a_version(String header, long version) {
        assertThat(RequestHeaders.ifMatch(List.of(header))).isEqualTo(version);
    }

    @Test
    void a_star_and_no_header_match_any_version() {
        assertThat(RequestHeaders.ifMatch(List.of("*"))).isNull();
        assertThat(RequestHeaders.ifMatch(List.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "\"\"", "\"0\"", "\"01\"", "\"-1\"", "\"a\"", "\"1\", \"2\"", "w/\"1\"", "\"1"})
    void anything_else_in_if_match_is_refused(String header) {
        assertThatThrownBy(() -> RequestHeaders.ifMatch(List.of(header))).isInstanceOf(ProblemException.class);
    }
}
