package io.linklog.command.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.linklog.kit.outbound.OutboundAnswer;
import io.linklog.schemas.rules.PlainText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTitleTest {

    private static Optional<String> title(byte[] body, String contentType) {
        return PageTitle.of(new OutboundAnswer(200, Map.of("content-type", contentType), body, true));
    }

    private static Optional<String> title(String html) {
        return title(html.getBytes(UTF_8), "text/html; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<title>Plain</title>                                         | Plain",
                "<!doctype html><html><HEAD><TITLE lang=de>Tag</TITLE>        | Tag",
                "<title>Fish &amp; chips &lt;b&gt; &#8364; &eacute;</title>   | Fish & chips <b> € é",
                "<title> two  words\t </title>                                | two words",
                "<title>a<b>c</b></title>                                     | a<b>c</b>",
                "<!-- <title>no</title> --><title>yes</title>                 | yes",
                "<script>'<title>no</title>'</script><title>yes</title>       | yes",
                "<meta name=x content='<title>no</title>'><title>yes</title>  | yes",
                "<title>cut                                                   | cut",
                "<title>bell&#7; and &#0; &#xD800;end</title>                 | bell and � end"
            })
    void theTitleIsFoundAsABrowserFindsIt(String html, String wanted) {
        assertThat(title(html)).contains(wanted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no markup",
                "<html><body><h1>none</h1></body></html>",
                "<title></title>",
                "<title> \n\t&nbsp;</title>",
                "<body><svg><title>a drawing</title></svg></body>"
            })
    void aPageWithoutATitleHasNone(String html) {
        assertThat(title(html)).isEmpty();
    }

    @Test
    void theCharsetIsThatOfTheHeaderElseOfThePageElseUtf8() {
        String html = "<title>Grüße</title>";
        assertThat(title(html.getBytes(ISO_8859_1), "text/html; Charset=\"ISO-8859-1\""))
                .contains("Grüße");
        assertThat(title(html.getBytes(UTF_8), "text/html")).contains("Grüße");
        String meta = "<meta charset=iso-8859-1>" + html;
        assertThat(title(meta.getBytes(ISO_8859_1), "text/html")).contains("Grüße");
        String http = "<meta http-equiv=content-type content='text/html; charset=iso-8859-1'>" + html;
        assertThat(title(http.getBytes(ISO_8859_1), "text/html; charset=none-such"))
                .contains("Grüße");
        assertThat(title(html.getBytes(UTF_16BE), "text/html; charset=utf-16be"))
                .contains("Grüße");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json", "image/png", "", ";", "text/html2; charset=utf-8"})
    void onlyHtmlHasATitle(String contentType) {
        assertThat(title("<title>no</title>".getBytes(UTF_8), contentType)).isEmpty();
    }

    @Test
    void whatCameCompressedIsNotUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("<title>no</title>".getBytes(UTF_8));
        }
        Map<String, String> headers = new HashMap<>(Map.of("content-type", "text/html", "content-encoding", "gzip"));
        assertThat(PageTitle.of(new OutboundAnswer(200, headers, packed.toByteArray(), true)))
                .isEmpty();
        byte[] html = "<title>no</title>".getBytes(UTF_8);
        assertThat(PageTitle.of(new OutboundAnswer(200, headers, html, true))).isEmpty();
        headers.remove("content-encoding");
        assertThat(PageTitle.of(new OutboundAnswer(200, headers, packed.toByteArray(), true)))
                .isEmpty();
    }

    @Test
    void aLongTitleIsCutBetweenCharacters() {
        assertThat(title("<title>" + "x".repeat(2_000) + "</title>"))
                .hasValueSatisfying(cut -> assertThat(cut).hasSize(512));
        assertThat(title("<title>" + "x".repeat(511) + "😀</title>"))
                .hasValueSatisfying(cut -> assertThat(cut).hasSize(511));
    }

    @Property
    void everyTitleIsPlainText(@ForAll String text) {
        title("<title>" + text + "</title>").ifPresent(title -> {
            assertThat(PlainText.isPlain(title)).isTrue();
            assertThat(title).isNotBlank().hasSizeLessThanOrEqualTo(512);
        });
    }

    @Property
    void anyBytesAreRead(@ForAll byte[] body) {
        assertThatCode(() -> title(body, "text/html")).doesNotThrowAnyException();
    }

    /** A parser that takes time or stack by the square of its input would fall here. */
    @ParameterizedTest
    @ValueSource(
            strings = {"<div>", "<b>", "<a href=x>", "<table>", "<p><font color=1>", "<svg>", "<!--", "&amp;", "<"})
    void aMebibyteOfOneThingIsRead(String thing) {
        String html = thing.repeat((1 << 20) / thing.length()) + "<title>x</title>";
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> title(html));
    }
}
