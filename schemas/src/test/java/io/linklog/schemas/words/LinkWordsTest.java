package io.linklog.schemas.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.rules.LinkDefaults;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkWordsTest {

    private static final URI PUBLIC_URL = URI.create("https://go.example.co.uk");

    private static LinkWords words(String code, String title, String longUrl, String... tags) {
        Link link = Link.newBuilder()
                .setCode(code)
                .setTenant("default")
                .setVersion(1)
                .setState(LinkState.ACTIVE)
                .setCreatedAt(Instant.EPOCH)
                .setEditedAt(Instant.EPOCH)
                .setAttributes(LinkDefaults.attributes(longUrl))
                .build();
        link.getAttributes().setTitle(title);
        link.getAttributes().setTags(List.of(tags));
        return LinkWords.of(link, PUBLIC_URL);
    }

    @Test
    void theWordsAreThoseOfCodeTagsTitleHostsPathAndQuery() {
        LinkWords words = words(
                "Spring-Sale",
                "Ten percent off",
                "https://www.shop.example.com:8443/Summer%20hats/list?size=XL&color=blue+green#part",
                "Marketing 2026");

        assertThat(words.words())
                .containsExactly(
                        "spring",
                        "sale",
                        "marketing",
                        "2026",
                        "ten",
                        "percent",
                        "off",
                        "shop",
                        "example",
                        "go",
                        "summer",
                        "hats",
                        "list",
                        "size",
                        "xl",
                        "color",
                        "blue",
                        "green");
    }

    @ParameterizedTest
    @CsvSource({
        "Straße, STRASSE",
        "Ünïcödé, unicode",
        "Ｆｕｌｌ, full",
        "ﬁne, FINE",
        "Œuvre, oeuvre",
        "Łódź, lodz",
        "ΣΊΣΥΦΟΣ, σισυφος",
        "Ёлка, елка",
        "İstanbul, istanbul",
        "東京都, 京都",
        "東京都, 東京都",
        "서울에서, 서울",
        "データベース, ベース",
        "naïve, naive",
        "R2D2, r2d2",
        "Ⅷ, viii",
    })
    void aTitleIsFoundByOtherSpellings(String title, String search) {
        assertThat(SearchWords.of(search).match(words("c", title, "https://example.org/")))
                .isTrue();
    }

    @Test
    void aVoicedSoundIsAnotherLetter() {
        assertThat(SearchWords.of("かき").match(words("c", "かぎ", "https://example.org/")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.co.uk/a, example.co.uk",
        "https://foo.github.io/, github",
        "https://foo.github.io/, foo.github.io",
        "https://example.co.uk/a, https://example.co.uk/a",
        "http://bücher.example/straße, BÜCHER",
        "http://xn--bcher-kva.de/, bücher.de",
        "https://example.org/caf%C3%A9, cafe",
        "https://example.org/?q=one%2Btwo+three, two three",
        "https://example.org/100%, example 100",
        "https://user:secret@example.org/, example",
        "http://[2001:db8::1]:8080/x, db8",
        "http://127.0.0.1:8080/x, 127.0.0.1",
        "mailto:ann@example.org, ann@example.org",
        "https://example.org/report.zip, report.zip",
        "https://example.org/v3.14, v3.14",
    })
    void aTargetIsFoundByItsParts(String longUrl, String search) {
        assertThat(SearchWords.of(search).match(words("c", "", longUrl))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://user:secret@example.org/, secret",
        "https://example.co.uk/, uk",
        "https://example.org/#fragment, fragment",
        "https://example.org/substring, string",
    })
    void aTargetIsNotFoundByWhatIsNoWordOfIt(String longUrl, String search) {
        assertThat(SearchWords.of(search).match(words("c", "", longUrl))).isFalse();
    }

    @Test
    void aLinkIsFoundByItsShortUrl() {
        LinkWords words = words("aB3x9Qz", "", "https://example.org/");

        assertThat(SearchWords.of("https://go.example.co.uk/aB3x9Qz").match(words))
                .isTrue();
        assertThat(SearchWords.of("go.example.co.uk/aB3x9Qz").match(words)).isTrue();
        assertThat(SearchWords.of("https://go.example.co.uk/aB3x9Qy").match(words))
                .isFalse();
    }

    @Test
    void aLinkHasAtMostFortyRows() {
        String title = IntStream.range(0, 60).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
        LinkWords many = words("code", title, "https://example.org/");
        assertThat(many.words()).hasSize(38).startsWith("code", "word0", "word1");
        assertThat(many.stems()).hasSize(2);

        LinkWords some = words("abcd", "one ones two to", "https://localhost/");
        assertThat(some.stems())
                .isEqualTo(Map.of(
                        "abc", List.of("abcd"),
                        "one", List.of("one", "ones"),
                        "two", List.of("two"),
                        "loc", List.of("localhost"),
                        "exa", List.of("example")));
    }

    @Test
    void aLongWordCountsWithItsBeginning() {
        String longWord = "x".repeat(2_000);
        LinkWords words = words("c", "", "https://example.org/" + longWord);

        assertThat(words.words()).contains("x".repeat(WordSplitter.LONGEST));
        assertThat(SearchWords.of(longWord).match(words)).isTrue();
    }

    @Test
    void aLabelThatIsTooLongToDecodeHasWordsToo() {
        String label = new String(IntStream.range(0x4e00, 0x4e00 + 1_000).toArray(), 0, 1_000);

        assertThat(words("c", "", "http://" + label + ".example/path").words()).contains("xn", "example", "path");
    }

    @Property(tries = 200)
    void anyTargetHasWords(@ForAll @StringLength(max = 3_000) String text) {
        assertThat(words("c0de", "", "http://" + text).words()).contains("c0de");
    }

    @Property
    void whateverWordOfALinkIsSearchedItIsFound(
            @ForAll("texts") List<String> title, @ForAll("texts") List<String> path) {
        LinkWords words = words(
                "c0de",
                String.join(" ", title),
                "https://example.org/" + String.join("/", path).replace("%", ""));
        List<String> searches = new ArrayList<>(title);
        searches.addAll(words.words());
        for (String search : searches) {
            SearchWords wanted = SearchWords.of(search);
            assertThat(wanted.match(words))
                    .as("%s in %s", wanted, words.words())
                    .isTrue();
        }
    }

    @Test
    void aWordOfALinkWithManyWordsIsFoundByItsBeginningOrNotAtAll() {
        String title = IntStream.range(0, 60).mapToObj(i -> (100 + i) + "word").collect(Collectors.joining(" "));
        LinkWords many = words("code", title, "https://example.org/");
        assertThat(many.words()).hasSize(20).startsWith("code", "100word", "101word");
        assertThat(many.stems()).hasSize(20).containsEntry("118", List.of("118word"));
        assertThat(SearchWords.of("118w").match(many)).isTrue();
        assertThat(SearchWords.of("119w").match(many)).isFalse();
        assertThat(SearchWords.of("119word").match(many)).isFalse();
    }

    @Property
    void theLastWordIsFoundByItsBeginning(@ForAll("texts") List<String> title) {
        LinkWords words = words("c0de", String.join(" ", title), "https://example.org/");
        for (String word : words.words()) {
            int length = word.codePointCount(0, word.length());
            for (int shown = Stem.LENGTH; shown <= length; shown++) {
                String prefix = word.substring(0, word.offsetByCodePoints(0, shown));
                assertThat(words.containsPrefix(prefix)).isTrue();
                assertThat(words.stems().get(Stem.of(prefix))).contains(word);
            }
        }
    }

    @Property
    void aFoldedWordIsItsOwnFold(@ForAll String text) {
        for (String word : WordSplitter.split(text)) {
            assertThat(Folding.fold(word)).isEqualTo(word);
        }
    }

    /** Up to eight short texts of letters of many scripts, digits and punctuation. */
    @Provide
    Arbitrary<List<String>> texts() {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars("abcXYZ019 -_.,'")
                .withChars("ßäÉøİıŒŁçñ")
                .withChars("ЖёйΣςά")
                .withChars("東京都データがぎ서울ไทย")
                .withChars("\u0301\u200b\uff21ﬁ²")
                .ofMinLength(1)
                .ofMaxLength(4);
        return text.list().ofMaxSize(8);
    }
}
