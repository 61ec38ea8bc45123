package io.linklog.command.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.schemas.targets.TargetHost;
import java.net.URI;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageUrlTest {

    private static final URI BASE = URI.create("https://example.org/a/b?q=1");

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "https://example.org https://example.org/",
                "HTTP://Example.ORG./Path http://example.org/Path",
                "https://example.org:443/x https://example.org/x",
                "http://example.org:443/x http://example.org:443/x",
                "https://example.org?q=1 https://example.org/?q=1",
                "https://example.org/a#b https://example.org/a",
                "https://müller.example/straße https://xn--mller-kva.example/stra%C3%9Fe",
                "https://example.org/a|b?c={d}&e=%zz https://example.org/a%7Cb?c=%7Bd%7D&e=%25zz",
                "https://example.org/%C3%A4 https://example.org/%C3%A4",
                "http://0x7f.1/ http://127.0.0.1/",
                "http://[::ffff:127.0.0.1]/ http://127.0.0.1/",
                "http:\\\\example.org\\a http://example.org/a",
                "http://example.org\\@evil.example/ http://example.org/@evil.example/"
            })
    void aUrlIsReadAsABrowserReadsIt(String written, String called) {
        assertThat(PageUrl.of(written)).hasToString(called);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/x                    | https://example.org/x",
                "x                     | https://example.org/a/x",
                "../x                  | https://example.org/x",
                "?x                    | https://example.org/a/b?x",
                "#x                    | https://example.org/a/b",
                "//evil.example/x      | https://evil.example/x",
                "/\\evil.example/x     | https://evil.example/x",
                "\\\\evil.example/x    | https://evil.example/x",
                "http://evil.example   | http://evil.example/",
                "a b?c=ü               | https://example.org/a/a%20b?c=%C3%BC"
            })
    void aLocationIsResolvedAsABrowserDoesIt(String location, String called) {
        String bytes = new String(location.getBytes(UTF_8), ISO_8859_1);
        assertThat(PageUrl.resolve(BASE, bytes)).hasToString(called);
    }

    @ParameterizedTest
    @CsvSource({"ftp://example.org/", "https:///", "https://example.org:a/", "https://exa_mple.org/", "example.org"})
    void whatCannotBeCalledIsRefused(String url) {
        assertThatThrownBy(() -> PageUrl.of(url)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Else a host could pass the check of targets and another one be called. */
    @Property
    void theHostThatIsCheckedIsTheOneThatIsCalled(@ForAll String anything) {
        for (String text : new String[] {"http://" + anything, "http://a.example/" + anything}) {
            try {
                URI url = PageUrl.of(text);
                TargetHost checked = TargetHost.ofUrl(url.toString()).orElseThrow();
                assertThat(url.getHost()).isEqualTo(checked.name());
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }

    @Property
    void everyLocationIsResolvedOrRefused(@ForAll String anything) {
        try {
            URI url = PageUrl.resolve(BASE, anything);
            assertThat(url.getHost()).isNotEmpty();
            assertThat(url.getScheme()).isIn("http", "https");
        } catch (IllegalArgumentException refused) {
            assertThat(refused).isNotNull();
        }
    }
}
