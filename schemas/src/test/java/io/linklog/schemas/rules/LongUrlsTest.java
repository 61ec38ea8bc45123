package io.linklog.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LongUrlsTest {

    private final LongUrls urls = LongUrls.ofAnyHost();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org",
                "HTTP://EXAMPLE.org/Path?q=1#part",
                "https://example.org:8443/a|b?x={y}",
                "https://bücher.example/größe",
                "http://[::1]:8080/x",
                "http://192.0.2.7/",
                "http://10.0.0.1/intranet",
                "http://0x7f.1/",
                "https://example.org/\uD83D\uDE00",
                "https://example.org/a@b",
                "https://example.org:65535/",
                "https://example.org:/",
                "https://ip_address_etcd_node_1:2380",
                "https://example.org/a b?c d#e f",
                "https://example.org/?x=\\",
                "https://example.org/100%",
                "https://sub..example.org/",
                "https://-a-.example/",
                "http://a.b-.co/",
                "http://http.example/",
                "http://http/",
                "http://http:80/",
                "http://example.org?a",
                "http://example.org#a"
            })
    void acceptsUrlsThatBrowsersOpen(String url) {
        assertThat(urls.mistake(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                             | must not be empty",
                "example.org                    | must begin with http:// or https://",
                "ftp://example.org/             | must begin with http:// or https://",
                "javascript:alert(1)            | must begin with http:// or https://",
                "http:/example.org              | must begin with http:// or https://",
                "http://                        | must begin with http:// or https://, and a host",
                "https:///path                  | must begin with http:// or https://, and a host",
                "http://\\example.org           | must begin with http:// or https://, and a host",
                "http://?a                      | must name a host",
                "https://:8080/                 | must name a host",
                "https://user@example.org/      | must not contain a user name",
                "https://user:word@example.org/ | must not contain a user name",
                "http://http://example.org/     | must begin with http:// or https:// once only",
                "HTTP://HTTPS:/example.org/     | must begin with http:// or https:// once only",
                "http://example.org/a\\b        | must not have a \\ before its query",
                "http://example.org\\@b.example | must not have a \\ before its query",
                "https://exa mple.org/          | must not have a blank in its host",
                "http://a<b>/                   | must not have the character < in its host",
                "http://ho%00st/                | must not have a control character in its host",
                "http://%s/x                    | must not have the character % in its host",
                "https://%/                     | must not have the character % in its host",
                "http://a%2fb/                  | must not have the character / in its host",
                "https://192.168.0.257/         | must have a host that is a name or a valid address",
                "http://1.2.3.4.5/              | must have a host that is a name or a valid address",
                "http://08.0.0.1/               | must have a host that is a name or a valid address",
                "http://[]/                     | must have a valid IPv6 address",
                "http://[::1                    | must have a valid IPv6 address",
                "http://[::1%25eth0]/           | must have a valid IPv6 address",
                "http://xn--a/                  | must have a valid host",
                "http://a\u200db.example/       | must have a valid host",
                "http://\uFFFD.example/         | must have a valid host",
                "http://%C3.example/            | must have a valid host",
                "https://example.org:65536/     | must have a port of at most 65535",
                "https://example.org:%d/        | must have a number as its port",
                "https://example.org:8o/        | must have a number as its port",
                "http://a:b:80/                 | must have a number as its port"
            })
    void saysWhatToDoAboutTextThatNoClientOpens(String url, String mistake) {
        assertThat(urls.mistake(url)).get().asString().startsWith(mistake);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " https://example.org/",
                "https://example.org/\u200b",
                "https://example.org/\r\nSet-Cookie: a=b",
                "https://example.org/a\tb",
                "https://example.org/\u0000",
                "https://example.org/a\u007fb",
                "https://example.org/a\u0085b",
                "https://exa\tmple.org/",
                "https://example.org/\uD83D"
            })
    void blanksAroundItAndControlCharactersAreNoPartOfATarget(String url) {
        assertThat(urls.mistake(url)).isPresent();
    }

    @Test
    void theEncodedFormDecidesOnTheLength() {
        String host = "https://example.org/";
        assertThat(urls.mistake(host + "a".repeat(8_172))).isEmpty();
        assertThat(urls.mistake(host + "a".repeat(8_173)))
                .contains("must have at most 8192 characters when it is percent-encoded, has 8193");
        assertThat(urls.mistake(host + "\u6f22".repeat(908))).isEmpty();
        assertThat(urls.mistake(host + "\u6f22".repeat(909))).isPresent();
        assertThat(new LongUrls(256, target -> Optional.empty()).mistake(host + "a".repeat(237)))
                .isPresent();
    }
}
