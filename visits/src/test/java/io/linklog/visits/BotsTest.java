package io.linklog.visits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BotsTest {

    private static final String CHROME =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "crawler|Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "crawler|Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 "
                        + " Chrome/126.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "crawler|Mozilla/5.0 (Linux; Android 7.0;) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36"
                        + " (compatible; PetalBot;+https://webmaster.petalsearch.com/site/petalbot)",
                "crawler|Mozilla/5.0 AppleWebKit/537.36 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
                "crawler|Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google)",
                "crawler|Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
                "crawler|Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0.0.0 Safari/537.36",
                "crawler|Microsoft Office Word 2014 (16.0.4266) Windows NT 10.0",
                "preview|facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
                "preview|Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
                "preview|Iframely/1.3.1 (+https://iframely.com/docs/about) Atlassian",
                "preview|Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
                "preview|Slackbot 1.0 (+https://api.slack.com/robots)",
                "preview|WhatsApp/2.23.20.0 A",
                "preview|TelegramBot (like TwitterBot)",
                "preview|Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
                "program|curl/8.5.0",
                "program|python-requests/2.31.0",
                "program|Go-http-client/2.0",
                "program|okhttp/4.12.0",
                "program|in-house tool 4",
                "program|Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 (ops@example.com)",
                "no user agent|' '",
            })
    void botsAreNamedByTheReason(String reason, String agent) {
        assertThat(Bots.reason(agent)).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CHROME,
                "Mozilla/5.0 (X11; U; Slackware; Linux i686; en-US; rv:1.9.0.10) Gecko/2009042810 Firefox/3.0.10",
                "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile"
                        + " Safari/537.36",
                "Mozilla/5.0 (Linux; Android 7.0; CUBOT_NOTE_S Build/MRA58K; wv) AppleWebKit/537.36 Version/4.0"
                        + " Chrome/126.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/91.0.0.17.68;]",
                "Mozilla/5.0 (Linux; Android 13; Spider 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0"
                        + " Safari/537.36",
                "Mozilla/4.0 (Windows XP 5.1) Java/1.6.0_26",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Slack/4.38.125"
                        + " Chrome/124.0.6367.60 Electron/30.0.0 Safari/537.36 Sonic Slack_SSB/4.38.125",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) WhatsApp/2.2017.6"
                        + " Chrome/76.0.3809.146 Electron/6.1.9 Safari/537.36",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                        + " Mobile/15E148 [FBAN/FBIOS;FBAV/465.0.0.41.102]",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                        + " Mobile/15E148 Instagram 330.0.0.40.92 (iPhone14,5; iOS 17_5; de_DE)",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Twitter for iPhone/10.40",
                "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; Embedded Web Browser from:"
                        + " http://bsalsa.com/; .NET CLR 2.0.50727)",
                "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/191.308; U; en) Presto/2.12.423 Version/12.16",
                "Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8",
                "DoCoMo/2.0 F905i(c100;TB;W24H17)",
                "SAMSUNG-SGH-E250/1.0 Profile/MIDP-2.0 Configuration/CLDC-1.1 UP.Browser/6.2.3.3 (GUI) MMP/2.0",
            })
    void browsersOfPeopleAreNoBots(String agent) {
        assertThat(Bots.reason(agent)).isNull();
    }

    @Test
    void aNameCountsAsAWholeWordOnly() {
        assertThat(Bots.reason(CHROME + " Lightning/1.0")).isNull();
        assertThat(Bots.reason(CHROME + " NING/1.0")).isEqualTo("preview");
        assertThat(Bots.reason(CHROME + " SpeedyBot/1")).isEqualTo("crawler");
    }

    @Test
    void onlyTheBeginOfALongUserAgentIsRead() {
        assertThat(Bots.isPreview("x".repeat(400) + " Twitterbot")).isTrue();
        assertThat(Bots.isPreview("x".repeat(Bots.LONGEST) + " Twitterbot")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\u0001\u00ff binary", "((((", "@", "a@b.", "bot", "Android", "://", "İ", "\ud83d"})
    void aStrangeUserAgentDoesNoHarm(String agent) {
        assertThat(Bots.reason(agent.repeat(2_000))).isNotEqualTo("preview");
        assertThat(Bots.reason(agent)).isNotEqualTo("preview");
    }

    @Test
    void theVersionNamesThePublicLists() {
        assertThat(Bots.version())
                .matches("crawler-user-agents [\\d.]+, es6-crawler-detect [\\d.]+, isbot [\\d.]+, uap-core [\\d.]+");
    }
}
