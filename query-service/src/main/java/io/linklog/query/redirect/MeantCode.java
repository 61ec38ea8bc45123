package io.linklog.query.redirect;

import io.linklog.schemas.names.ShortCodes;
import io.linklog.schemas.names.SlugRules;

/**
 * The code that a visitor means by a path. Programs that make links of addresses in a text often take the end of the
 * sentence for a part of the address: a full stop, a bracket, a quote. No code can end in these, so no link is hidden.
 */
final class MeantCode {

    /** Enough for {@code ."),} and the like. More is no end of a sentence. */
    private static final int MOST_TRIMMED = 4;

    private MeantCode() {}

    /**
     * The code that is meant; the text itself where none can be.
     *
     * @param text is no code
     */
    static String of(String text) {
        String code = SlugRules.compose(trim(text));
        return ShortCodes.isWellFormed(code) ? code : text;
    }

    private static String trim(String text) {
        int end = text.length();
        int first = Math.max(1, end - MOST_TRIMMED);
        while (end > first && endsNoCode(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    /** Whether a character is punctuation, a blank or invisible. A plus asks for the preview and is a symbol. */
    private static boolean endsNoCode(char c) {
        return switch (Character.getType(c)) {
            case Character.DASH_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.FORMAT,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION,
                    Character.SPACE_SEPARATOR,
                    Character.START_PUNCTUATION -> c != '-' && c != '&';
            default -> c == '>';
        };
    }
}
