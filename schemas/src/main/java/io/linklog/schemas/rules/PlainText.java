package io.linklog.schemas.rules;

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
}
