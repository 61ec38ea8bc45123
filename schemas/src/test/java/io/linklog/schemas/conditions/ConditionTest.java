package io.linklog.schemas.conditions;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.schemas.encoding.AddressText;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConditionTest {

    private static final String TARGET = "https://example.org/a";

    private final TestVisitor visitor = new TestVisitor();

    @Test
    void aParameterIsComparedAsAWhole() {
        visitor.parameters.put("foo", "bar");
        visitor.parameters.put("none", "");

        assertThat(holds("query-param", "foo", "bar")).isTrue();
        assertThat(holds("query-param", "foo", "Bar")).isFalse();
        assertThat(holds("query-param", "absent", "bar")).isFalse();
        assertThat(holds("any-value-query-param", "foo", null)).isTrue();
        assertThat(holds("any-value-query-param", "none", "")).isTrue();
        assertThat(holds("any-value-query-param", "absent", null)).isFalse();
        assertThat(holds("valueless-query-param", "none", null)).isTrue();
        assertThat(holds("valueless-query-param", "foo", null)).isFalse();
        assertThat(holds("valueless-query-param", "absent", null)).isFalse();
    }

    /** The cases of Shlink's own documentation and behaviour. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "null              | en    | false",
                "*                 | en    | false",
                "en                | en    | true",
                "es, en,fr         | en    | true",
                "es, en-US,fr      | EN    | true",
                "es_ES             | es-ES | true",
                "en-US,es-ES;q=0.6 | es-ES | false",
                "en-US,es-ES;q=0.9 | es-ES | true",
                "en-US, es; q=0.95 | es    | true",
                "en-UK             | en-uk | true",
                "es-AR             | en    | false",
                "fr                | fr-FR | false",
                "de;q=high         | de    | false",
                "zh-Hant-TW        | zh    | true",
                ",,;q=1,de         | de    | true",
            })
    void aLanguageHoldsIfTheVisitorPrefersIt(@Nullable String header, String language, boolean expected) {
        visitor.acceptLanguage = header;

        assertThat(holds("language", null, language)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, 1.2.3.4, true",
        "4.3.2.1, 1.2.3.4, false",
        "192.168.1.35, 192.168.1.0/24, true",
        "192.168.2.35, 192.168.1.0/24, false",
        "10.255.0.1, 10.0.0.0/8, true",
        "8.8.8.8, 0.0.0.0/0, true",
        "192.168.1.35, 192.168.1.*, true",
        "11.22.33.44, 11.*.33.*, true",
        "11.22.34.44, 11.*.33.*, false",
        "2001:db8:1::7, 2001:db8::/32, true",
        "2001:db9::7, 2001:db8::/32, false",
        "2001:db8::1, 2001:db8:0::1, true",
        "1.2.3.4, ::/0, false",
    })
    void anAddressIsInItsRange(String address, String range, boolean expected) {
        visitor.address = requireNonNull(AddressText.parse(address));

        assertThat(holds("ip-address", null, range)).isEqualTo(expected);
    }

    @Test
    void anUnknownAddressIsInNoRange() {
        assertThat(holds("ip-address", null, "0.0.0.0/0")).isFalse();
    }

    @Test
    void aPlaceIsFoundInAnyCase() {
        assertThat(holds("geolocation-country-code", null, "DE")).isFalse();
        assertThat(holds("geolocation-city-name", null, "Köln")).isFalse();

        visitor.country = "DE";
        visitor.city = "Los Angeles";

        assertThat(holds("geolocation-country-code", null, "de")).isTrue();
        assertThat(holds("geolocation-country-code", null, "AT")).isFalse();
        assertThat(holds("geolocation-city-name", null, "los angeles")).isTrue();
    }

    @Test
    void aDateIsBeforeOrAfter() {
        visitor.nowMillis = Instant.parse("2026-06-01T12:00:00Z").toEpochMilli();

        assertThat(holds("before-date", null, "2026-06-01T14:00:01+02:00")).isTrue();
        assertThat(holds("before-date", null, "2026-06-01T12:00:00Z")).isFalse();
        assertThat(holds("after-date", null, "2026-06-01T12:00:00Z")).isFalse();
        assertThat(holds("after-date", null, "2026-06-01T11:59:59Z")).isTrue();
    }

    @Test
    void aDeviceAndABrowserHaveTheirNames() {
        visitor.devices.add(Device.IOS);
        visitor.devices.add(Device.MOBILE);

        assertThat(holds("device", null, "ios")).isTrue();
        assertThat(holds("device", null, "mobile")).isTrue();
        assertThat(holds("device", null, "desktop")).isFalse();
        assertThat(holds("browser", null, "safari")).isFalse();

        visitor.browser = Browser.ANDROID_BROWSER;

        assertThat(holds("browser", null, "android_browser")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org, true",
        "example.org, Example.ORG, true",
        "www.example.org, example.org, false",
        "example.org, *.example.org, true",
        "a.b.example.org, *.example.org, true",
        "badexample.org, *.example.org, false",
        ".example.org, *.example.org, false",
        "org, *.example.org, false",
        "'', example.org, false",
    })
    void aReferrerIsAHostOrOneBelowIt(String referrer, String range, boolean expected) {
        visitor.referrer = referrer;

        assertThat(holds("referrer", null, range)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // 2026-11-30 is a Monday
        "2026-11-30T08:00:00Z, Europe/Berlin, mon-fri 09:00-17:00, true",
        "2026-11-30T07:59:59Z, Europe/Berlin, mon-fri 09:00-17:00, false",
        "2026-11-30T16:00:00Z, Europe/Berlin, mon-fri 09:00-17:00, false",
        "2026-06-01T07:00:00Z, Europe/Berlin, Mon-Fri 09:00-17:00, true", // summer time
        "2026-11-29T23:30:00Z, Europe/Berlin, mon, true",
        "2026-11-29T23:30:00Z, , mon, false",
        "2026-11-29T12:00:00Z, , 'sat,sun', true",
        "2026-11-29T12:00:00Z, , fri-mon, true",
        "2026-12-01T12:00:00Z, , fri-mon, false",
        "2026-11-30T23:30:00Z, , mon 22:00-06:00, true",
        "2026-12-01T05:59:00Z, , mon 22:00-06:00, true",
        "2026-12-01T06:00:00Z, , mon 22:00-06:00, false",
        "2026-11-30T05:00:00Z, , mon 22:00-06:00, false",
        "2026-11-30T23:59:00Z, , 12:00-24:00, true",
        "1969-12-31T23:00:00Z, , wed 22:00-24:00, true",
    })
    void aTimeGoesByTheClocksOfItsZone(Instant now, @Nullable String zone, String span, boolean expected) {
        visitor.nowMillis = now.toEpochMilli();

        assertThat(holds("time", zone, span)).isEqualTo(expected);
    }

    @Test
    void aShareOfTheVisitorsIsDrawnAndStays() {
        Random random = new Random(13);
        int first = 0;
        int second = 0;
        for (int i = 0; i < 100_000; i++) {
            visitor.draw = random.nextLong();
            boolean inTen = holds("percentage", "", "10");
            // a larger share keeps the visitors of a smaller one
            assertThat(!inTen || holds("percentage", null, "30")).isTrue();
            first += holds("percentage", null, "30") ? 1 : 0;
            boolean other =
                    condition("percentage", null, "50", "https://example.org/b").holds(visitor);
            second += other && holds("percentage", null, "30") ? 1 : 0;
            assertThat(holds("percentage", null, "0")).isFalse();
            assertThat(holds("percentage", null, "100")).isTrue();
        }

        assertThat(first).isBetween(29_000, 31_000);
        assertThat(second).as("another target is drawn anew").isBetween(14_000, 16_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weather | | | type must be one of device, language,",
                "device | | phone | matchValue must be one of android, ios,",
                "device | key | ios | matchKey must be left out",
                "device | | IOS | matchValue must be one of",
                "language | | | matchValue must be a language",
                "language | | de- | matchValue must be a language",
                "language | | de,en | matchValue must be a language",
                "query-param | | bar | matchKey must be the name",
                "query-param | foo | | matchValue must be the value",
                "any-value-query-param | | | matchKey must be the name",
                "any-value-query-param | foo | bar | matchValue must be left out",
                "valueless-query-param | foo | bar | matchValue must be left out",
                "ip-address | | 1.2.3 | matchValue must be an address",
                "ip-address | | 1.2.3.0/33 | matchValue must be an address",
                "ip-address | | 1.2.3.0/-1 | matchValue must be an address",
                "ip-address | | 1.2.3.0/ | matchValue must be an address",
                "ip-address | | 1.2.*.*.* | matchValue must be an address",
                "ip-address | | 1.2.3*.4 | matchValue must be an address",
                "ip-address | | example.org | matchValue must be an address",
                "ip-address | | 2001:db8::* | matchValue must be an address",
                "geolocation-country-code | | DEU | matchValue must be a country code",
                "geolocation-country-code | | 12 | matchValue must be a country code",
                "geolocation-city-name | | | matchValue must be the English name",
                "before-date | | tomorrow | matchValue must be an RFC 3339 time",
                "after-date | | 2026-12-31 | matchValue must be an RFC 3339 time",
                "browser | | netscape | matchValue must be one of chrome,",
                "referrer | | https://example.org | matchValue must be a host",
                "referrer | | example.org:80 | matchValue must be a host",
                "referrer | | *.*.org | matchValue must be a host",
                "referrer | | *. | matchValue must be a host",
                "referrer | | bücher.example | matchValue must be a host",
                "time | Berlin | mon | matchKey must be a time zone",
                "time | UTC+01:00 | mon | matchKey must be a time zone",
                "time | | | matchValue must be days",
                "time | | mon tue | matchValue must be days",
                "time | | 9-17 | matchValue must be days",
                "time | | 09:00 | matchValue must be days",
                "time | | 09:00-25:00 | matchValue must be days",
                "time | | 09:00-24:01 | matchValue must be days",
                "time | | mon 09:00-09:00 | matchValue must not end when it begins",
                "percentage | | 101 | matchValue must be a whole number",
                "percentage | | -1 | matchValue must be a whole number",
                "percentage | | 12.5 | matchValue must be a whole number",
                "percentage | | | matchValue must be a whole number",
            })
    void anInvalidConditionSaysWhatItMustHave(
            String type, @Nullable String key, @Nullable String value, String message) {
        assertThatThrownBy(() -> Condition.read(type, key, value, TARGET))
                .isInstanceOf(InvalidConditionException.class)
                .hasMessageStartingWith(message);
    }

    /** Whatever a visitor sends and whatever a rule has: an answer, never an exception. */
    @Test
    void anyTextsAreReadOrRefused() {
        Random random = new Random(5);
        String alphabet = "amonfri0912345:.-/*,;=_ %\u00e9\ud800";
        for (int i = 0; i < 50_000; i++) {
            visitor.acceptLanguage = text(random, alphabet);
            visitor.referrer = text(random, alphabet);
            ConditionType type = ConditionType.values()[random.nextInt(ConditionType.values().length)];
            try {
                String value = text(random, alphabet);
                Condition.read(type.text, random.nextBoolean() ? "" : text(random, alphabet), value, TARGET)
                        .holds(visitor);
            } catch (InvalidConditionException e) {
                assertThat(e.getMessage()).contains(" must ");
            }
        }
    }

    private static String text(Random random, String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private boolean holds(String type, @Nullable String key, @Nullable String value) {
        return condition(type, key, value, TARGET).holds(visitor);
    }

    private static Condition condition(String type, @Nullable String key, @Nullable String value, String target) {
        try {
            return Condition.read(type, key, value, target);
        } catch (InvalidConditionException e) {
            throw new AssertionError(e);
        }
    }
}
