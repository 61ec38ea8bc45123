package io.linklog.query.visitlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.DeviceClass;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.visits.Agents;
import io.linklog.visits.Places;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisitDescriberTest {

    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/126.0.0.0 Safari/537.36";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                Chrome/126.0.0.0 Safari/537.36 | Chrome | Windows | DESKTOP
        Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0 \
                | Firefox | Mac OS X | DESKTOP
        Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                Version/17.5 Mobile/15E148 Safari/604.1 | Mobile Safari | iOS | MOBILE
        Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) \
                Chrome/126.0.0.0 Mobile Safari/537.36 | Chrome Mobile | Android | MOBILE
        Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                Version/16.6 Mobile/15E148 Safari/604.1 | Mobile Safari | iOS | TABLET
        """)
    void peopleAreDescribedByBrowserSystemAndDevice(String agent, String browser, String os, DeviceClass device)
            throws Exception {
        Visit visit = describe(record(agent, "203.0.113.0"));
        assertThat(visit.getBot()).isNull();
        assertThat(visit.getBrowser()).isEqualTo(browser);
        assertThat(visit.getOs()).isEqualTo(os);
        assertThat(visit.getDevice()).isEqualTo(device);
        assertThat(visit.getAddress()).isEqualTo("203.0.113.0");
        assertThat(visit.getTenant()).isEqualTo("team");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
                "WhatsApp/2.23.20.0",
                "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
                "TelegramBot (like TwitterBot)",
                "curl/8.5.0",
                "python-requests/2.31.0",
                "Go-http-client/2.0",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0.0.0 Safari/537.36",
                "http.rb/5.1.1 (Mastodon/4.2.8; +https://mastodon.social/)",
                " "
            })
    void programsAreDistinguishedFromPeople(String agent) throws Exception {
        assertThat(describe(record(agent, "203.0.113.0")).getBot()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\u0001\u00ff binary", "((((((((((((((((((((", "Mozilla/5.0 Mozilla/5.0 Mozilla/5.0"})
    void anInvalidUserAgentDoesNoHarm(String agent) throws Exception {
        assertThat(describe(record(agent.repeat(20), "203.0.113.0")).getJournal())
                .startsWith("query-service-1-");
    }

    @Test
    void previewsAndHeadAreBotsAndPrivateVisitorsArePeople() throws Exception {
        assertThat(describe(record(CHROME, "203.0.113.0", false, true, false)).getBot())
                .isEqualTo("prefetch");
        assertThat(describe(record(CHROME, "203.0.113.0", true, false, false)).getBot())
                .isEqualTo("HEAD");
        Visit hidden = describe(record(CHROME, "203.0.113.0", false, false, true));
        assertThat(hidden.getBot()).isNull();
        assertThat(hidden.getBrowser()).isNull();
    }

    @Test
    void placesComeFromTheDatabase() throws Exception {
        Visit china = describe(record(CHROME, "175.16.199.0"));
        assertThat(china.getCountry()).isEqualTo("CN");
        assertThat(china.getCity()).isEqualTo("Changchun");
        assertThat(describe(record(CHROME, "127.0.0.1")).getCountry()).isNull();
    }

    @Test
    void withoutADatabaseOrWithADamagedOneThereAreNoPlaces(@TempDir Path folder) throws Exception {
        Path damaged = Files.write(folder.resolve("damaged.mmdb"), new byte[] {1, 2, 3});
        for (Path database : new Path[] {damaged, folder.resolve("missing.mmdb")}) {
            try (Places places = Places.open(Optional.of(database))) {
                VisitDescriber describer = new VisitDescriber("query-service-1", new Agents(), places);
                assertThat(describer.describe(record(CHROME, "175.16.199.0")).getCountry())
                        .isNull();
            }
        }
    }

    private static Visit describe(VisitRecord record) throws Exception {
        Path database = Path.of(Objects.requireNonNull(VisitDescriberTest.class.getResource("GeoIP2-City-Test.mmdb"))
                .toURI());
        try (Places places = Places.open(Optional.of(database))) {
            return new VisitDescriber("query-service-1", new Agents(), places).describe(record);
        }
    }

    private static VisitRecord record(String agent, String address) throws Exception {
        return record(agent, address, false, false, false);
    }

    private static VisitRecord record(String agent, String address, boolean head, boolean prefetch, boolean isPrivate)
            throws Exception {
        byte[] bytes = InetAddress.getByName(address).getAddress();
        return new VisitRecord(
                7,
                1,
                3,
                new RequestFacts(
                        1_000,
                        VisitKind.REDIRECT,
                        0,
                        head,
                        prefetch,
                        isPrivate,
                        "abc",
                        "team",
                        bytes,
                        5L,
                        agent,
                        "",
                        ""));
    }
}
