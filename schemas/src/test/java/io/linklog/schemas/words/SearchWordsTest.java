package io.linklog.schemas.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchWordsTest {

    @Test
    void theLastWordIsAPrefixOfThreeLettersOrMore() {
        assertThat(SearchWords.of("big red hat")).isEqualTo(new SearchWords(List.of("big", "red"), "hat"));
        assertThat(SearchWords.of("big red ha")).isEqualTo(new SearchWords(List.of("big", "red", "ha"), null));
        assertThat(SearchWords.of("hat")).isEqualTo(new SearchWords(List.of(), "hat"));
    }

    @Test
    void aRepeatedWordCountsOnce() {
        assertThat(SearchWords.of("Go go GO gopher")).isEqualTo(new SearchWords(List.of("go"), "gopher"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://", "http www", " - ", "…", "https://www"})
    void schemesAndWwwAreNoWords(String text) {
        assertThat(SearchWords.of(text).size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "one two three, 3",
        "example.co.uk/a/b, 3",
        "co.uk, 2",
        "node.js, 2",
        "3.14, 2",
        "東京都庁舎, 1",
        "東京都 大阪府, 2",
    })
    void wordsAreCountedAsAReaderCountsThem(String text, int size) {
        assertThat(SearchWords.of(text).size()).isEqualTo(size);
    }
}
