package io.linklog.schemas.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortCodesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "-",
                "_a",
                "-a-",
                "Spring-Sale_2026",
                "0aZ9xYw",
                "v1.2",
                "a+b",
                "R&D",
                "~jo",
                "&",
                "~",
                "+a",
                "a..b",
                // a link of any settings is found under any settings
                "gr\u00f6\u00dfe",
                "\u65e5\u672c\u8a9e",
                "\u0939\u093f\u0928\u094d\u0926\u0940",
                "\u0663"
            })
    void acceptsLettersDigitsAndThePunctuationThatAPathKeeps(String code) {
        assertThat(ShortCodes.isWellFormed(code)).isTrue();
        assertThat(ShortCodes.isReserved(code)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                ".a",
                "a.",
                "a+",
                "+",
                "a b",
                "a/b",
                "a:b",
                "a\n",
                "a,b",
                "a)",
                "a;b",
                "a%b",
                "a*",
                "a@b",
                "a'b",
                // decomposed; a mark without a letter; no picture; no letter; half a character
                "u\u0308",
                "-\u0308",
                "\u0308",
                "a\u200b",
                "a\u3164",
                "a\ufe0f",
                "\ud83d\ude00",
                "a\ud83d"
            })
    void refusesCodesThatAPathWouldChangeOrASentenceWouldEnd(String code) {
        assertThat(ShortCodes.isWellFormed(code)).isFalse();
    }

    @Test
    void aCodeHasAtMost128CharactersOfAnyScript() {
        for (String letter : new String[] {"x", "\u00fc", "\u65e5", "\ud840\udc00"}) {
            String longest = letter.repeat(128);
            assertThat(ShortCodes.isWellFormed(longest)).as(letter).isTrue();
            assertThat(longest.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(ShortCodes.LONGEST_BYTES);
            assertThat(ShortCodes.isWellFormed(longest + letter)).as(letter).isFalse();
        }
    }

    /** They are what separates a name from other parts in keys of records, tables and cursors. */
    @Property
    void noCodeHasASeparatorOfAKey(@ForAll @CharRange(to = '\u00ff') char c) {
        if (" :/*@!,%".indexOf(c) >= 0) {
            assertThat(ShortCodes.isWellFormed("a" + c + "a")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "API", "livez", "Metrics", "robots.txt", "favicon.ico", "Sitemap.XML"})
    void refusesTheServicesOwnPathsInAnyCase(String code) {
        assertThat(ShortCodes.isReserved(code)).isTrue();
    }
}
