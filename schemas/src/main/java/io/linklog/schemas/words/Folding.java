package io.linklog.schemas.words;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;

/**
 * Makes spellings equal that people take for the same: NFKC and case folding as Unicode defines them (STRASSE and
 * Straße, full width and half width), and Latin, Greek and Cyrillic letters without their accents.
 */
final class Folding {

    private static final Normalizer2 FOLD_CASE = Normalizer2.getNFKCCasefoldInstance();
    private static final Normalizer2 DECOMPOSE = Normalizer2.getNFDInstance();
    private static final Normalizer2 COMPOSE = Normalizer2.getNFCInstance();

    /** Elsewhere a mark makes another letter: a vowel of Thai, a voiced sound of Japanese. */
    private static final UnicodeSet WITH_ACCENTS =
            new UnicodeSet("[[:Script=Latin:][:Script=Greek:][:Script=Cyrillic:]]").freeze();

    // letters with a stroke or without a dot: Unicode does not decompose them
    private static final String UNDECOMPOSED = "øłđħŧıœæ";
    private static final String[] PLAIN = {"o", "l", "d", "h", "t", "i", "oe", "ae"};

    private Folding() {}

    static String fold(String text) {
        String folded = FOLD_CASE.normalize(text);
        return isAscii(folded) ? folded : COMPOSE.normalize(withoutAccents(DECOMPOSE.normalize(folded)));
    }

    private static String withoutAccents(String decomposed) {
        StringBuilder plain = new StringBuilder(decomposed.length());
        boolean hasAccents = false;
        for (int i = 0; i < decomposed.length(); ) {
            int letter = decomposed.codePointAt(i);
            i += Character.charCount(letter);
            if (UCharacter.getType(letter) == UCharacterCategory.NON_SPACING_MARK) {
                if (!hasAccents) {
                    plain.appendCodePoint(letter);
                }
                continue;
            }
            hasAccents = WITH_ACCENTS.contains(letter);
            int undecomposed = UNDECOMPOSED.indexOf(letter);
            if (undecomposed >= 0) {
                plain.append(PLAIN[undecomposed]);
            } else {
                plain.appendCodePoint(letter);
            }
        }
        return plain.toString();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
