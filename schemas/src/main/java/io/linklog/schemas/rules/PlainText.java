package io.linklog.schemas.rules;

import io.linklog.schemas.rules.LinkRules.Mistake;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts that are shown to people. */
public final class PlainText {

    private PlainText() {}

    /** Whether a text has no control characters and no unpaired surrogates, which UTF-8 cannot encode. */
    public static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            } else if (Character.isLowSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** Notes a text that is too long or not plain. */
    static void check(String field, @Nullable String text, int longest, List<Mistake> mistakes) {
        if (text == null) {
            return;
        }
        if (text.length() > longest) {
            mistakes.add(new Mistake(field, "must have at most " + longest + " characters"));
        } else if (!isPlain(text)) {
            mistakes.add(new Mistake(field, "must not contain control characters"));
        }
    }
}
