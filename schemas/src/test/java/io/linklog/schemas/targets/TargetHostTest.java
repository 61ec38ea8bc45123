package io.linklog.schemas.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.names.DomainNames;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetHostTest {

    private static String name(String url) {
        return TargetHost.ofUrl(url).orElseThrow().name();
    }

    @ParameterizedTest
    @CsvSource({
        "https://Example.ORG/x, example.org, 443",
        "HTTP://example.org./x, example.org, 80",
        "https://example.org:/x, example.org, 443",
        "http://example.org:0080?q=:9, example.org, 80",
        "https://example.org:8443#:9, example.org, 8443",
        "https://example.org\\@other.example/, example.org, 443",
        "https://user:secret@example.org:81/, example.org, 81",
        "https://a@b@example.org/, example.org, 443",
        "http://b%C3%BCcher.ex%61mple/, xn--bcher-kva.example, 80",
        "http://B\u00dcCHER.example/, xn--bcher-kva.example, 80",
        "http://bu\u0308cher.example/, xn--bcher-kva.example, 80",
        "http://XN--BCHER-KVA.example/, xn--bcher-kva.example, 80",
        "http://stra\u00dfe.example/, xn--strae-oqa.example, 80",
        "http://example\u3002org/, example.org, 80",
        "http://\uff45xample.org/, example.org, 80",
        "http://exam\u00adple.org/, example.org, 80",
        "http://ip_address_1:2380, ip_address_1, 2380",
        "http://a+b/, a+b, 80"
    })
    void findsHostAndPortThatABrowserWouldCall(String url, String name, int port) {
        assertThat(TargetHost.ofUrl(url)).contains(new TargetHost(name, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1.",
                "127.1",
                "127.0.1",
                "2130706433",
                "0x7f.1",
                "0X7F000001",
                "0177.0.0.1",
                "017700000001",
                "0x7f.0x0.0x0.0x1",
                "127.0.0.0x1",
                "%31%32%37.1",
                "\uff11\uff12\uff17.1",
                "[::ffff:127.0.0.1]",
                "[::FFFF:7f00:1]",
                "[0:0:0:0:0:ffff:7f00:1]",
                "00000000000000000177.1"
            })
    void everySpellingOfAnIpv4AddressIsOne(String host) {
        assertThat(name("http://" + host + ":8080/x")).isEqualTo("127.0.0.1");
        assertThat(name("http://user@" + host)).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1]", "[0::1]", "[0:0:0:0:0:0:0:1]", "[::0001]", "[::0.0.0.1]"})
    void everySpellingOfAnIpv6AddressIsOne(String host) {
        assertThat(name("http://" + host + ":8080/x")).isEqualTo("[0:0:0:0:0:0:0:1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0xg", "7z", "127.0.0.1.org"})
    void whatIsNoAddressStaysAsItIs(String host) {
        assertThat(name("http://" + host + "/")).isEqualTo(host);
        assertThat(TargetHost.ofUrl("http://" + host + "/").orElseThrow().isAddress())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "http://./", "http://%s/", "http://:80/", "http://user@/", "mailto:a", ""})
    void aUrlWithoutAHostHasNone(String url) {
        assertThat(TargetHost.ofUrl(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST.", "a.localhost", "127.9.9.9", "[::1]", "loc%61lhost", "\u24c1ocalhost"})
    void loopbackIsKnownInEverySpelling(String host) {
        assertThat(TargetHost.ofUrl("http://" + host).orElseThrow().isLoopback())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost.example", "notlocalhost", "128.0.0.1", "127.example", "[::2]", "10.0.0.1", "0.0.0.0"})
    void otherHostsAreNotLoopback(String host) {
        assertThat(TargetHost.ofUrl("http://" + host).orElseThrow().isLoopback())
                .isFalse();
    }

    @Property
    void anIpv4AddressIsFoundInEverySpelling(
            @ForAll @IntRange(max = 255) int a,
            @ForAll @IntRange(max = 255) int b,
            @ForAll @IntRange(max = 255) int c,
            @ForAll @IntRange(max = 255) int d) {
        long whole = ((long) a << 24) | (b << 16) | (c << 8) | d;
        for (String spelling : List.of(
                String.format(Locale.ROOT, "%d.%d.%d.%d", a, b, c, d),
                String.format(Locale.ROOT, "%d.%d.%d", a, b, c << 8 | d),
                String.format(Locale.ROOT, "0x%x.%d", a, b << 16 | c << 8 | d),
                String.format(Locale.ROOT, "0%o.0x%X.0%o.%d", a, b, c, d),
                Long.toString(whole),
                "0x" + Long.toHexString(whole),
                "0" + Long.toOctalString(whole),
                String.format(Locale.ROOT, "[::ffff:%x:%x]", a << 8 | b, c << 8 | d))) {
            assertThat(name("http://" + spelling + "/")).as(spelling).isEqualTo(a + "." + b + "." + c + "." + d);
        }
    }

    @Property
    void aCanonicalNameIsItsOwnCanonicalName(@ForAll @StringLength(max = 40) String host) {
        String once = TargetHost.canonical(host.replace("%", ""));
        if (once.chars().allMatch(c -> c < 0x80) && once.indexOf('%') < 0) {
            assertThat(TargetHost.canonical(once)).isEqualTo(once);
        }
    }

    @Property
    void caseUserPortPathAndFinalDotChangeNoName(
            @ForAll @AlphaChars @StringLength(min = 1, max = 20) String label,
            @ForAll @IntRange(min = 1, max = 65_535) int port) {
        String host = label + ".example";
        TargetHost plain = new TargetHost(host.toLowerCase(Locale.ROOT), port);
        for (String url : List.of(
                "http://" + host + ":" + port,
                "https://" + host.toUpperCase(Locale.ROOT) + ".:" + port + "/a@b",
                "https://u:p@" + host + ":" + port + "?x=//y")) {
            assertThat(TargetHost.ofUrl(url)).as(url).contains(plain);
        }
    }

    @Test
    void aHostThatIsTooLongToConvertIsNone() {
        String host = "\u00fc".repeat(1_001) + ".example";
        assertThat(TargetHost.ofUrl("http://" + host + "/")).isEmpty();
        assertThat(TargetHost.canonical(host)).isEmpty();
        assertThat(DomainNames.mistake(host)).isPresent();
    }
}
