package io.linklog.schemas.names;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlugRulesTest {

    private static final SlugRules ONE_CASE = new SlugRules(true, true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gr\u00f6\u00dfe",
                "\u0440\u0430\u0441\u043f\u0440\u043e\u0434\u0430\u0436\u0430-2026", // Cyrillic
                "\u03b5\u03bb\u03bb\u03ac\u03b4\u03b1", // Greek
                "\u65e5\u672c\u8a9e-\u3059\u3057-sushi", // Japanese and Latin
                "\ud55c\uad6d\uc5b4", // Korean
                "\u0939\u093f\u0928\u094d\u0926\u0940", // Hindi
                "\u0645\u0631\u062d\u0628\u0627", // Arabic
                "\u05e9\u05dc\u05d5\u05dd" // Hebrew
            })
    void aSlugMayBeOfAnyScriptWhereTheSettingsSaySo(String slug) {
        assertThat(SlugRules.WIDEST.mistake(slug)).isEmpty();
        assertThat(SlugRules.USUAL.mistake(slug))
                .hasValueSatisfying(mistake -> assertThat(mistake).contains("LINKLOG_SLUG_ANY_SCRIPT"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p\u0430ypal", // the second letter is Cyrillic
                "g\u03bfogle", // Greek
                "\u0455\u0441\u043epe", // Cyrillic and Latin
                "\u0661\u06f2" // digits of two scripts
            })
    void lettersOfScriptsThatLookAlikeAreNotMixed(String slug) {
        assertThat(SlugRules.WIDEST.mistake(slug))
                .hasValueSatisfying(mistake -> assertThat(mistake).contains("of one script"));
    }

    @ParameterizedTest
    @CsvSource({"\uff41bc, abc", "\ud835\udc1abc, abc", "\ufb01x, fix"})
    void aLetterInASpecialFormIsRefusedWithTheUsualOne(String slug, String plain) {
        assertThat(SlugRules.WIDEST.mistake(slug))
                .hasValueSatisfying(mistake -> assertThat(mistake).contains("\"" + plain + "\""));
    }

    @ParameterizedTest
    @CsvSource({
        "Spring-Sale, spring-sale",
        "abc, abc",
        "GR\u00d6\u00dfe, gr\u00f6\u00dfe",
        "U\u0308ber, \u00fcber",
        "\u039b\u039f\u0393\u039f\u03a3, \u03bb\u03bf\u03b3\u03bf\u03c3",
        "\u03bb\u03bf\u03b3\u03bf\u03c2, \u03bb\u03bf\u03b3\u03bf\u03c3"
    })
    void whereCaseIsIgnoredASlugIsStoredInLowerCase(String typed, String stored) {
        assertThat(ONE_CASE.stored(typed)).isEqualTo(stored);
        assertThat(ONE_CASE.mistake(ONE_CASE.stored(typed))).isEmpty();
    }

    @Test
    void whereCaseCountsOnlyTheFormIsChanged() {
        assertThat(SlugRules.USUAL.stored("AbC")).isEqualTo("AbC");
        assertThat(SlugRules.WIDEST.stored("U\u0308ber")).isEqualTo("\u00dcber");
    }

    @Test
    void aCommandWithAnotherFormThanTheStoredOneIsRefused() {
        assertThat(ONE_CASE.mistake("AbC"))
                .hasValueSatisfying(mistake -> assertThat(mistake).contains("\"abc\""));
    }

    @Test
    void reservedNamesAreRefusedUnderAllRules() {
        for (SlugRules rules : new SlugRules[] {SlugRules.USUAL, SlugRules.WIDEST, ONE_CASE}) {
            assertThat(rules.mistake("robots.txt"))
                    .hasValueSatisfying(mistake -> assertThat(mistake).contains("reserved"));
        }
    }

    @Property
    void foldingTwiceChangesNothingMore(@ForAll String text) {
        String folded = SlugRules.fold(text);
        assertThat(SlugRules.fold(folded)).isEqualTo(folded);
    }

    @Property
    void upperAndLowerCaseFoldToOne(@ForAll String text) {
        assertThat(SlugRules.fold(swapAscii(text))).isEqualTo(SlugRules.fold(text));
    }

    private static String swapAscii(String text) {
        StringBuilder swapped = new StringBuilder();
        text.chars().forEach(c -> swapped.append((char) (c < 0x80 && Character.isLetter(c) ? c ^ 0x20 : c)));
        return swapped.toString();
    }

    @Property
    void whatIsAcceptedIsWellFormedAndItsOwnFold(@ForAll String text) {
        String slug = ONE_CASE.stored(text);
        if (ONE_CASE.mistake(slug).isEmpty()) {
            assertThat(ShortCodes.isWellFormed(slug)).isTrue();
            assertThat(SlugRules.fold(slug)).isEqualTo(slug);
        }
    }
}
