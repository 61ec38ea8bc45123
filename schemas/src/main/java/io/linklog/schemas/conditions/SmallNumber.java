package io.linklog.schemas.conditions;

/** Reads numbers of one to three digits, without sign. */
final class SmallNumber {

    private SmallNumber() {}

    /** The number; -1 if the text is none, or one that is too large. */
    static int read(String text, int largest) {
        if (text.isEmpty() || text.length() > 3) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number <= largest ? number : -1;
    }
}
