package io.linklog.schemas.urls;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://e.org               | a=1        | https://e.org?a=1",
                "https://e.org/              | a=1        | https://e.org/?a=1",
                "https://e.org/p?x=1         | a=1        | https://e.org/p?x=1&a=1",
                "https://e.org/p?x=1&        | a=1        | https://e.org/p?x=1&a=1",
                "https://e.org/p?            | a=1        | https://e.org/p?a=1",
                "https://e.org/p#frag        | a=1        | https://e.org/p?a=1#frag",
                "https://e.org/p?x=1#frag    | a=1        | https://e.org/p?x=1&a=1#frag",
                "https://e.org/p#frag?not=q  | a=1        | https://e.org/p?a=1#frag?not=q",
                "https://e.org/p?x=1         | x=2&x=3    | https://e.org/p?x=1&x=2&x=3",
                "https://e.org/p             | flag       | https://e.org/p?flag",
                "https://e.org/p             | a=%20+%2B&b| https://e.org/p?a=%20+%2B&b",
            })
    void theVisitorsQueryIsAppendedUndecoded(String target, String query, String expected) {
        assertThat(Location.withQuery(Location.of(target), query)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP://Example.ORG:80/../a//b/./%7Ec%e4 | HTTP://Example.ORG:80/../a//b/./%7Ec%e4",
                "http://b\u00fccher.example/stra\u00dfe | http://xn--bcher-kva.example/stra%C3%9Fe",
                "http://b%C3%BCcher.example:8080?x       | http://xn--bcher-kva.example:8080?x",
                "http://ex%61mple.org                    | http://example.org",
                "http://0x7f.1:80/                       | http://0x7f.1:80/",
                "http://[::1]/                           | http://[::1]/",
                "http://a_b.example/a b?c d#e f          | http://a_b.example/a%20b?c%20d#e%20f",
                "http://e.org/\"<>^`{}?\"<>\\^`{}#\\     | http://e.org/%22%3C%3E%5E%60%7B%7D?%22%3C%3E%5C%5E%60%7B%7D#%5C",
                "http://e.org/100%?[a]='b'&c=%zz         | http://e.org/100%?[a]='b'&c=%zz",
                "http://e.org/\u6f22\ud83d\ude00\u0000a   | http://e.org/%E6%BC%A2%F0%9F%98%80%00a",
                "http://e.org\\a\\b?\\                  | http://e.org/a/b?%5C",
                "http://us\u00e9r@\u00e9.example/         | http://us%C3%A9r@xn--9ca.example/",
                "http://%s:%d/\u00e9                     | http://%s:%d/%C3%A9",
                "javascript:alert(1)                     | javascript:alert(1)"
            })
    void aTargetIsSentAsGivenAsFarAsClientsCanReadIt(String target, String sent) {
        assertThat(Location.of(target)).isEqualTo(sent);
        assertThat(Location.of(sent)).as("sent again").isEqualTo(sent);
    }

    /** So no client calls another host than the one that was judged. */
    @Property
    void theSentFormHasTheSameHost(@ForAll String text) {
        String url = "http://" + text;
        try {
            WebUrl given = WebUrl.parse(url);
            WebUrl sent = WebUrl.parse(Location.of(url));
            assertThat(sent.host()).isEqualTo(given.host());
            assertThat(sent.port()).isEqualTo(given.port());
        } catch (InvalidUrlException e) {
            assertThat(e).hasMessageStartingWith("must ");
        }
    }

    @Test
    void aPipeIsEncoded() {
        assertThat(Location.of("http://e.org/a|b?c|d#|")).isEqualTo("http://e.org/a%7Cb?c%7Cd#%7C");
    }

    @Test
    void anOldTargetWhoseHostIsTooLongIsSentAsNearToTheGivenFormAsItCanBe() {
        assertThat(Location.of("http://" + "\u00fc".repeat(1_001) + ".example/"))
                .isEqualTo("http://" + "%C3%BC".repeat(1_001) + ".example/");
    }

    @Property
    void anyTextBecomesVisibleAscii(@ForAll String target, @ForAll String query) {
        String location = Location.withQuery(Location.of(target), query);
        assertThat(location.chars()).allMatch(c -> c > ' ' && c < 0x7f);
    }
}
