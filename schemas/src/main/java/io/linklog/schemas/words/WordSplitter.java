package io.linklog.schemas.words;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Splits a text into folded words: runs of letters and digits. Scripts that put no space between words become pairs of
 * neighbouring letters (bigrams): 東京都 is 東京 and 京都; a single letter stays one.
 */
final class WordSplitter {

    /** Of a longer word, only this beginning counts, in code points. */
    static final int LONGEST = 64;

    private static final Set<Integer> WITHOUT_SPACES = Set.of(
            UScript.HAN,
            UScript.HIRAGANA,
            UScript.KATAKANA,
            UScript.BOPOMOFO,
            UScript.HANGUL,
            UScript.THAI,
            UScript.LAO,
            UScript.KHMER,
            UScript.MYANMAR);
    private static final int LONG_VOWEL = 0x30FC; // of both Japanese scripts, so it has neither

    private final List<String> words = new ArrayList<>();
    private final int[] run;
    private int length;
    private boolean runOfPairs;

    private WordSplitter(int longestText) {
        this.run = new int[longestText];
    }

    /** The words in the order of the text; a repeated word is repeated. */
    static List<String> split(String text) {
        String folded = Folding.fold(text);
        WordSplitter splitter = new WordSplitter(folded.length());
        folded.codePoints().forEach(splitter::add);
        splitter.endRun();
        return splitter.words;
    }

    private void add(int letter) {
        if (!isPartOfWord(letter)) {
            endRun();
            return;
        }
        if (UScript.getScript(letter) == UScript.INHERITED) {
            addMark(letter);
            return;
        }
        boolean pairs = isWithoutSpaces(letter);
        if (pairs != runOfPairs) {
            endRun();
            runOfPairs = pairs;
        }
        run[length++] = letter;
    }

    /** A mark belongs to the letter before it; alone, or on a letter that takes none, it says nothing. */
    private void addMark(int mark) {
        if (length > 0 && !runOfPairs) {
            run[length++] = mark;
        }
    }

    private void endRun() {
        if (length > 0) {
            if (runOfPairs && length > 1) {
                for (int i = 0; i + 1 < length; i++) {
                    words.add(new String(run, i, 2));
                }
            } else {
                words.add(new String(run, 0, Math.min(length, LONGEST)));
            }
            length = 0;
        }
    }

    private static boolean isPartOfWord(int letter) {
        // ICU's tables throughout: those of the JDK are of another version of Unicode
        int type = UCharacter.getType(letter);
        return UCharacter.isLetterOrDigit(letter)
                || type == UCharacterCategory.NON_SPACING_MARK
                || type == UCharacterCategory.COMBINING_SPACING_MARK
                || type == UCharacterCategory.LETTER_NUMBER;
    }

    private static boolean isWithoutSpaces(int letter) {
        return letter == LONG_VOWEL || (letter >= 0x80 && WITHOUT_SPACES.contains(UScript.getScript(letter)));
    }
}
