package io.linklog.cli.importing.reading;

/** White space as it comes with copied text: also hard blanks, and characters without width. */
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
        return c <= ' '
                || c == 0x85
                || Character.isSpaceChar(c)
                || c >= 0x200B && c <= 0x200F
                || c == 0x2060
                || c == 0xFEFF
                || c == 0x00AD;
    }
}
