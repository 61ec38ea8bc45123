package io.linklog.query.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.query.TestLinks;
import io.linklog.query.http.HtmlPage;
import io.linklog.schemas.Link;
import java.net.URI;
import org.junit.jupiter.api.Test;

class PreviewPageTest {

    private static final URI SITE = URI.create("https://sho.rt");

    @Test
    void aMaliciousTitleOrTargetStaysText() {
        Link link = TestLinks.link("abc", "https://example.org/?\"><script>alert(1)</script>&'x'");
        link.getAttributes().setTitle("</title><img src=x onerror='alert(1)'>\"&");
        String page = PreviewPage.of(link, SITE);
        assertThat(page)
                .doesNotContain("<script")
                .doesNotContain("<img src=x")
                .contains("&lt;/title&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&quot;&amp;")
                .contains("https://example.org/?&quot;&gt;&lt;script&gt;");
    }

    @Test
    void aTargetThatIsNotAWebAddressIsShownButNotLinked() {
        String page = PreviewPage.of(TestLinks.link("abc", "javascript:alert(1)"), SITE);
        assertThat(page).contains("javascript:alert(1)").doesNotContain("href=\"javascript");
    }

    @Test
    void aTargetCannotLookLikeAnotherOne() {
        Link link = TestLinks.link("abc", "https://p\u0430ypal.example/\u202egpj.exe\u200b");
        String page = PreviewPage.of(link, SITE);
        assertThat(page)
                .contains("href=\"https://xn--pypal-4ve.example/%E2%80%AEgpj.exe%E2%80%8B\"")
                .contains("<bdi>https://p\u0430ypal.example/<mark>U+202E</mark>gpj.exe<mark>U+200B</mark></bdi>")
                .contains("(host: xn--pypal-4ve.example)")
                .doesNotContain("\u202e");
        assertThat(PreviewPage.of(TestLinks.link("abc", "http://%D0%B0pple.com/"), SITE))
                .contains("(host: xn--pple-43d.com)");
        assertThat(PreviewPage.of(TestLinks.link("abc", "https://example.org/\u00e9"), SITE))
                .doesNotContain("(host:");
    }

    @Test
    void pagesLoadNothingFromOtherSites() {
        String page = PreviewPage.of(TestLinks.link("abc", "https://example.org/"), SITE);
        assertThat(page.split("src=\"", -1)).hasSize(2);
        assertThat(page).contains("src=\"/abc/qr?format=svg\"");
        assertThat(HtmlPage.CONTENT_SECURITY_POLICY)
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
    }
}
