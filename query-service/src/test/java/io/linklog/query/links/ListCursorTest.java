package io.linklog.query.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListCursorTest {

    @Property
    void aCursorSurvivesARoundTripThroughItsText(
            @ForAll @LongRange(min = 0) long micros, @ForAll @AlphaChars String code) {
        ListCursor cursor = new ListCursor(micros, code);
        assertThat(ListCursor.parse(cursor.text())).isEqualTo(cursor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2:1:a", "1:1", "1:x:a", "1:-1:a", "1:1:a:b", "1:01:a"})
    void aForeignCursorIsRefused(String inside) {
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(inside.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> ListCursor.parse(text)).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "a", "MToxOmE=", "ä"})
    void aTextThatIsNotBase64urlIsRefused(String text) {
        assertThatThrownBy(() -> ListCursor.parse(text)).isInstanceOf(ProblemException.class);
    }
}
