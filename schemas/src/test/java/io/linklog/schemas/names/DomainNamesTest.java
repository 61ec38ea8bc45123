package io.linklog.schemas.names;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"go.example.org", "localhost", "xn--bcher-kva.example", "a-b.example", "1.example"})
    void aDomainInLowerCaseAsciiHasNoMistake(String domain) {
        assertThat(DomainNames.mistake(domain)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bücher.example, xn--bcher-kva.example",
        // another name than strasse.example, which an older standard made of it
        "straße.example, xn--strae-oqa.example",
        "GO.Example.ORG, go.example.org",
        "go.example.org., go.example.org",
        // the second letter is Cyrillic: the ASCII form shows that it is another name
        "g\u043e.example.org, xn--g-1tb.example.org",
        // full-width letters are the same name
        "\uff47\uff4f.example.org, go.example.org"
    })
    void anotherSpellingIsRefusedWithTheRightOne(String typed, String right) {
        assertThat(DomainNames.mistake(typed))
                .hasValueSatisfying(mistake -> assertThat(mistake).endsWith(". Write " + right));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "go.example.org:8080", "http://go.example.org", "a_b.example", "127.0.0.1", "[::1]", "a..b"})
    void whatIsNoNameIsRefusedWithoutOne(String typed) {
        assertThat(DomainNames.mistake(typed))
                .hasValueSatisfying(mistake -> assertThat(mistake)
                        .startsWith("must be a name like go.example.org")
                        .doesNotContain("Write"));
    }

    @Test
    void aLabelThatOnlyLooksEncodedIsRefused() {
        assertThat(DomainNames.mistake("xn--\u0061\u0061\u0061\u0061\u0061\u0061.example"))
                .isNotEmpty();
    }
}
