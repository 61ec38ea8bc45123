package io.linklog.schemas.urls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebUrlTest {

    private static String host(String url) {
        try {
            return WebUrl.parse(url).host();
        } catch (InvalidUrlException e) {
            return "failure";
        }
    }

    /** The standard parses all of these; a target is written more strictly. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http:example.org                  | example.org",
                "HtTp:/\\/example.org:8080\\path    | example.org",
                "http:////example.org              | example.org",
                "http://a:b@c:d@example.org/       | example.org",
                "http://@example.org/              | example.org",
                "http://exa%6Dple.org/             | example.org",
                "http://EX\u00c4MPLE.org/          | xn--exmple-cua.org",
                "http://fa\u00df.example/          | xn--fa-hia.example",
                "http://xn--fa-hia.example/        | xn--fa-hia.example",
                "http://\uff27\uff4f.example/      | go.example",
                "http://a\u3002b/                  | a.b",
                "http://a\u00adb/                  | ab",
                "http://a_b.example/               | a_b.example",
                "http://r3---sn.example/           | r3---sn.example",
                "http://a!$&'()*+,;=`{}~\"b/       | a!$&'()*+,;=`{}~\"b",
                "http://\u2260.example/            | xn--1ch.example",
                "http://\u05d0b1.example/          | failure",
                "http://example.org./              | example.org.",
                "http://./                         | .",
                "http://1.2.3.4./                  | 1.2.3.4",
                "http://0x7f.0.0x1/                | 127.0.0.1",
                "http://0x/                        | 0.0.0.0",
                "http://4294967295/                | 255.255.255.255",
                "http://4294967296/                | failure",
                "http://1.2.3.0x/                  | 1.2.3.0",
                "http://a.0x/                      | failure",
                "http://a.09/                      | failure",
                "http://a.0x1g/                    | a.0x1g",
                "http://1..2/                      | failure",
                "http://[1:2:3:4:5:6:7:8]/         | [1:2:3:4:5:6:7:8]",
                "http://[1::8]/                    | [1:0:0:0:0:0:0:8]",
                "http://[::]/                      | [0:0:0:0:0:0:0:0]",
                "http://[1:2:3:4:5:6:7::]/         | [1:2:3:4:5:6:7:0]",
                "http://[::FFFF:1.2.3.4]/          | [0:0:0:0:0:ffff:102:304]",
                "http://[1:2:3:4:5:6:7::8]/        | failure",
                "http://[1:2:3]/                   | failure",
                "http://[1::2::3]/                 | failure",
                "http://[:::1]/                    | failure",
                "http://[1.2.3.4::]/               | failure",
                "http://[::1.2.3]/                 | failure",
                "http://[::1.2.3.04]/              | failure",
                "http://[::1.2.3.256]/             | failure",
                "http://[12345::]/                 | failure",
                "http://[::g]/                     | failure",
                "http://[::1]a/                    | failure",
                "http://a[::1]/                    | failure",
                "http://::1/                       | failure",
                "http://a@/                        | failure",
                "http://\u00ad/                    | failure"
            })
    void findsTheHostThatABrowserWouldCall(String url, String host) {
        assertThat(host(url)).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "#", "%", "/", ":", "<", ">", "?", "@", "[", "\\", "]", "^", "|", "\u0001", "\u007f"})
    void anEncodedCharacterThatNoHostHasIsRefused(String character) {
        String encoded = String.format(Locale.ROOT, "%%%02x", (int) character.charAt(0));
        assertThat(host("http://a" + encoded + "b/")).isEqualTo("failure");
    }

    @ParameterizedTest
    @CsvSource({"'', \u00fc, 1001", "xn--, a, 2001", "'', \u6f22, 8000"})
    void aLabelThatIsTooLongToConvertIsRefused(String begin, String letter, int times) {
        assertThat(host("http://a." + begin + letter.repeat(times) + ".example/"))
                .isEqualTo("failure");
    }

    @Property(tries = 200)
    void anyHostIsReadOrRefused(@ForAll @StringLength(max = 3_000) String text) {
        host("http://" + text + "/");
        assertThat(host("http://xn--" + text.replace("/", "") + "/")).isNotEmpty();
    }

    @Property
    void everySpellingOfAnIpv6AddressIsOne(@ForAll @Size(8) List<Short> groups) {
        String[] hex = groups.stream()
                .map(group -> Integer.toHexString(group & 0xffff))
                .toArray(String[]::new);
        String full = "[" + String.join(":", hex) + "]";
        assertThat(host("http://" + full.toUpperCase(Locale.ROOT) + "/")).isEqualTo(full);
        int low = (groups.get(6) & 0xffff) << 16 | groups.get(7) & 0xffff;
        String dotted = (low >>> 24) + "." + (low >> 16 & 255) + "." + (low >> 8 & 255) + "." + (low & 255);
        String[] first = Arrays.copyOf(hex, 6);
        assertThat(host("http://[" + String.join(":", first) + ":" + dotted + "]/"))
                .isEqualTo(full);
    }

    @Property
    void aHostIsItsOwnHost(@ForAll @StringLength(max = 30) String text) {
        String once = host("http://a" + text + "/");
        if (!once.equals("failure")) {
            assertThat(host("http://" + once + "/")).isEqualTo(once);
            assertThat(once.chars()).allMatch(c -> c > ' ' && c < 0x7f);
        }
    }

    @Property
    void anAsciiNameIsOnlyLowered(
            @ForAll @StringLength(min = 1, max = 20) @CharRange(from = 'A', to = 'z') String name) {
        String label = name.replaceAll("[\\[\\]\\\\^]", "_");
        assertThat(host("http://" + label + ".example/")).isEqualTo(label.toLowerCase(Locale.ROOT) + ".example");
    }
}
