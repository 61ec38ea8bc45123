package io.linklog.schemas.words;

/** The first letters of a word. Words with the same stem lie together, so that a prefix of a word finds them. */
public final class Stem {

    /** The length of a stem, in code points, and of the shortest prefix that can be searched. */
    public static final int LENGTH = 3;

    private Stem() {}

    /** The stem of a word; a shorter word is its own stem. */
    public static String of(String word) {
        return hasPrefixes(word) ? word.substring(0, word.offsetByCodePoints(0, LENGTH)) : word;
    }

    /** What stands in place of a word for all words with a stem. No word has an asterisk. */
    public static String allWords(String stem) {
        return stem + "*";
    }

    /** Whether a word is long enough to be found by its beginning. */
    public static boolean hasPrefixes(String word) {
        return word.codePointCount(0, word.length()) >= LENGTH;
    }
}
