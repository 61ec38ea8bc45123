package io.linklog.cli.importing.reading;

import io.linklog.schemas.rules.GivenUrl;

/** White space as it comes with copied text, as {@link GivenUrl} knows it: also hard blanks, and what has no width. */
public final class Blanks {
    private Blanks() {}

    /** The text without blanks at its ends. */
    public static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return from == 0 && to == text.length() ? text : text.substring(from, to);
    }

    /** Whether a character shows nothing and separates at most words. */
    public static boolean isBlank(char c) {
        return (c <= ' ' || c >= 0x7F) && GivenUrl.trimmed(String.valueOf(c)).isEmpty();
    }
}
