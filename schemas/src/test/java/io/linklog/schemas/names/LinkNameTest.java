package io.linklog.schemas.names;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkNameTest {

    @Test
    void aNameOnTheDefaultDomainIsTheCodeItself() {
        String code = "abc";
        assertThat(LinkName.text(null, code)).isSameAs(code);
        assertThat(LinkName.parse(code)).isEqualTo(new LinkName(null, code));
    }

    @Property
    void aNameIsReadAsItWasWritten(
            @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 1, max = 20) String domain,
            @ForAll @AlphaChars @StringLength(min = 1, max = 20) String code) {
        LinkName name = new LinkName(domain, code);
        assertThat(name.isWellFormed()).isTrue();
        assertThat(LinkName.parse(name.text())).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"go", "go.example.org", "xn--bcher-kva.example", "1.example", "a-b.example", "0x.example"})
    void aDomainHasLabelsInLowerCase(String domain) {
        assertThat(LinkName.isDomain(domain)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "go.",
                ".go",
                "a..b",
                "Go.example.org",
                "go.example.org:8080",
                "bücher.example",
                "-a.example",
                "a-.example",
                "a_b.example",
                "a/b",
                "a b",
                "127.0.0.1",
                "example.1",
                "example.0x7f",
                "0x7f000001",
                "[::1]",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example"
            })
    void anythingElseIsNoDomain(String text) {
        assertThat(LinkName.isDomain(text)).isFalse();
    }

    @Test
    void aDomainHasAtMostTheLengthThatDnsAllows() {
        String label = "abcdefghi.";
        assertThat(LinkName.isDomain(label.repeat(25) + "abc")).isTrue();
        assertThat(LinkName.isDomain(label.repeat(25) + "abcd")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "go/", "/abc", "go/abc/d", "GO/abc", "go/a b", "go/.a"})
    void otherTextsAreNoNames(String text) {
        assertThat(LinkName.isWellFormed(text)).isFalse();
    }
}
