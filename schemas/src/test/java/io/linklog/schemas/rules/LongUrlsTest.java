package io.linklog.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongUrlsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org",
                "HTTP://EXAMPLE.org/Path?q=1#part",
                "https://example.org:8443/a|b?x={y}",
                "https://bücher.example/größe",
                "http://[::1]:8080/x",
                "http://192.0.2.7/",
                "https://example.org/\uD83D\uDE00",
                "https://example.org/a@b",
                "https://example.org:65535/",
                "https://ip_address_etcd_node_1:2380",
                "http://%s:%d/kafka-music/song/%d"
            })
    void acceptsUrlsThatBrowsersAccept(String url) {
        assertThat(LongUrls.mistake(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "ftp://example.org/",
                "javascript:alert(1)",
                "http://",
                "https:///path",
                "https://user@example.org/",
                "https://user:secret@example.org/",
                "https://exa mple.org/",
                "https://example.org/a b",
                "https://example.org/\r\nSet-Cookie: a=b",
                "https://example.org/\u0000",
                "https://example.org/\u0085",
                "https://example.org/\uD83D",
                "https://:8080/",
                "https://example.org:65536/",
                "https://example.org:99999/",
                "https://user@:80"
            })
    void refusesTextThatIsNoWebAddress(String url) {
        assertThat(LongUrls.mistake(url)).isPresent();
    }

    @Test
    void accepts2048CharactersAndNoMore() {
        String longest = "https://example.org/" + "a".repeat(LongUrls.LONGEST - 20);
        assertThat(longest).hasSize(LongUrls.LONGEST);
        assertThat(LongUrls.mistake(longest)).isEmpty();
        assertThat(LongUrls.mistake(longest + "a")).isPresent();
    }
}
