package io.linklog.schemas.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostSetTest {

    private final HostSet hosts =
            set("Evil.example.", ".bad.example", "*.B\u00f6se.example", "192.0.2.1", "[2001:db8::1]");

    private static HostSet set(String... entries) {
        return new HostSet(Stream.of(entries).map(HostPattern::parse).toList());
    }

    private static TargetHost host(String url) {
        return TargetHost.ofUrl(url).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "https://EVIL.example.:81/x",
                "https://user@evil.example",
                "https://bad.example",
                "https://a.b.bad.example",
                "https://xn--bse-sna.example",
                "https://www.b\u00d6se.example",
                "http://192.0.2.1",
                "http://3221225985",
                "http://0xc0.0.0x201",
                "http://[::ffff:192.0.2.1]",
                "http://[2001:DB8:0::1]"
            })
    void everySpellingOfABlockedHostIsFound(String url) {
        assertThat(hosts.find(host(url))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://notevil.example",
                "https://www.evil.example",
                "https://evil.example.org",
                "https://notbad.example",
                "https://bad.example.org",
                "https://example",
                "https://example.org/evil.example",
                "https://example.org?https://evil.example",
                "http://192.0.2.2"
            })
    void labelsAreMatchedWhole(String url) {
        assertThat(hosts.find(host(url))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "*",
                "*.",
                "..evil.example",
                "evil..example",
                "https://evil.example",
                "evil.example/x",
                "evil.example:80",
                "a b",
                "*.192.0.2.1",
                ".[::1]",
                "[::1",
                "user@evil.example",
                "*.*.example"
            })
    void whatIsNoHostIsRefused(String entry) {
        assertThatThrownBy(() -> HostPattern.parse(entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be a host like");
    }

    @Test
    void anEntryIsWrittenInOneSpelling() {
        assertThat(Stream.of("*.B\u00f6se.example.", "EVIL.example", "0xc0.0.0x201")
                        .map(HostPattern::parse))
                .extracting(HostPattern::toString)
                .containsExactly(".xn--bse-sna.example", "evil.example", "192.0.2.1");
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("a", "b", "aa").list().ofMinSize(1).ofMaxSize(4).map(labels -> String.join(".", labels));
    }

    @Property
    void findsWhatAWalkOverAllEntriesFinds(
            @ForAll("names") String name,
            @ForAll Set<@net.jqwik.api.From("names") String> entries,
            @ForAll boolean suffix) {
        List<HostPattern> patterns = entries.stream()
                .map(entry -> HostPattern.parse((suffix ? "." : "") + entry))
                .toList();
        boolean expected =
                entries.stream().anyMatch(entry -> name.equals(entry) || (suffix && name.endsWith("." + entry)));
        assertThat(new HostSet(patterns).find(host("http://" + name + "/")) != null)
                .isEqualTo(expected);
    }
}
