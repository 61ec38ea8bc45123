package io.linklog.query.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.names.ShortCodes;
import java.text.Normalizer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeantCodeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "abc.|abc",
                "abc,|abc",
                "abc)|abc",
                "abc).|abc",
                "abc.\",|abc",
                "abc...|abc",
                "abc;|abc",
                "abc!|abc",
                "abc:|abc",
                "abc'|abc",
                "abc>|abc",
                "abc]|abc",
                "abc\u201d|abc",
                "abc\u3002|abc",
                "abc\uff09|abc",
                "abc\u200b|abc",
                "`abc `|abc",
                "`abc\u00a0`|abc",
                "a.b.|a.b",
                "a-.|a-",
                // composed
                "u\u0308ber|\u00fcber",
                "u\u0308ber.|\u00fcber"
            })
    void theEndOfTheSentenceIsNoPartOfTheCode(String text, String code) {
        assertThat(MeantCode.of(text)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ")", ".env", "abc+", "abc+.", "abc.....", "a b", "abc\ud83d\ude00", "(abc", "a,b"})
    void aTextThatMeansNoCodeStays(String text) {
        assertThat(MeantCode.of(text)).isEqualTo(text);
    }

    @Property
    void onlyTheEndIsCutAndAtMostFourCharacters(@ForAll String text) {
        String code = MeantCode.of("abc" + text);
        if (!code.equals("abc" + text)) {
            assertThat(ShortCodes.isWellFormed(code)).isTrue();
            assertThat(code.length())
                    .isGreaterThanOrEqualTo(Normalizer.normalize("abc" + text, Normalizer.Form.NFC)
                                    .length()
                            - 4);
        }
    }
}
