package io.linklog.schemas.names;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import java.util.Locale;
import java.util.Optional;

/**
 * What a new slug may be. Links that exist keep their codes when these rules change. Immutable and thread-safe.
 *
 * @param anyScript whether a slug may have letters and digits of any script, instead of ASCII only
 * @param ignoreCase whether a slug is stored in lower case, so that upper and lower case are one
 */
public record SlugRules(boolean anyScript, boolean ignoreCase) {

    /** The rules without settings: ASCII letters, and upper case differs from lower case. */
    public static final SlugRules USUAL = new SlugRules(false, false);

    /** What any settings allow. */
    public static final SlugRules WIDEST = new SlugRules(true, false);

    /** Refuses letters of scripts that are not written together, and digits of different scripts. Thread-safe. */
    private static final SpoofChecker LOOK_ALIKES = new SpoofChecker.Builder()
            .setChecks(SpoofChecker.RESTRICTION_LEVEL | SpoofChecker.MIXED_NUMBERS)
            .setRestrictionLevel(SpoofChecker.RestrictionLevel.HIGHLY_RESTRICTIVE)
            .build();

    /** A slug as it is stored and keyed: composed (NFC), and in lower case where case is ignored. */
    public String stored(String slug) {
        return ignoreCase ? fold(slug) : compose(slug);
    }

    /** The mistake in a slug that {@link #stored} returned, as the end of a sentence; empty for a valid one. */
    public Optional<String> mistake(String slug) {
        boolean ascii = isAscii(slug);
        if (!ShortCodes.isWellFormed(slug) || !(ascii || anyScript)) {
            return Optional.of("must be a code that has " + ShortCodes.FORM
                    + (anyScript ? "" : ". Letters and digits are those of ASCII (see LINKLOG_SLUG_ANY_SCRIPT)"));
        }
        if (ShortCodes.isReserved(slug)) {
            return Optional.of("must be another slug: \"" + slug + "\" is reserved for the service");
        }
        if (!slug.equals(stored(slug))) {
            return Optional.of("must be in lower case: \"" + stored(slug) + "\"");
        }
        return ascii ? Optional.empty() : lookAlike(slug);
    }

    private static Optional<String> lookAlike(String slug) {
        String plain = Normalizer2.getNFKCInstance().normalize(slug);
        if (!plain.equals(slug)) {
            return Optional.of("must not have letters in a special form, as full-width ones. Write \"" + plain + "\"");
        }
        if (LOOK_ALIKES.failsChecks(slug)) {
            return Optional.of("must have letters and digits of one script: those of different scripts look alike."
                    + " Only Chinese, Japanese and Korean are written together with Latin letters");
        }
        return Optional.empty();
    }

    /** A code composed (NFC). Returns the same object for ASCII. */
    public static String compose(String code) {
        return isAscii(code) ? code : Normalizer2.getNFCInstance().normalize(code);
    }

    /**
     * A code in lower case and composed: the simple case folding of Unicode, so no letter becomes two, and {@code ß}
     * stays. Returns the same object for ASCII in lower case.
     */
    public static String fold(String code) {
        if (isAscii(code)) {
            return hasUpperCase(code) ? code.toLowerCase(Locale.ROOT) : code;
        }
        StringBuilder folded = new StringBuilder(code.length());
        compose(code).codePoints().forEach(c -> folded.appendCodePoint(UCharacter.foldCase(c, true)));
        return compose(folded.toString());
    }

    private static boolean hasUpperCase(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            char c = ascii.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return true;
            }
        }
        return false;
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
