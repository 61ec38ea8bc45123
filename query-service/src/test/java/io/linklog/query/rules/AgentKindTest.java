package io.linklog.query.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.conditions.Device;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgentKindTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36"
                        + "|DESKTOP WINDOWS|CHROME",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36 Edg/126.0"
                        + "|DESKTOP WINDOWS|EDGE",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15"
                        + "|DESKTOP MACOS|SAFARI",
                "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0|DESKTOP LINUX|FIREFOX",
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36"
                        + "|CHROMEOS DESKTOP|CHROME",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) CriOS/126.0 Mobile Safari/604.1"
                        + "|IOS MOBILE|CHROME",
                "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 Version/12.1 Safari/604.1"
                        + "|IOS MOBILE|SAFARI",
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36"
                        + "|ANDROID MOBILE|CHROME",
                "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36"
                        + "|ANDROID MOBILE|NONE",
                "Mozilla/5.0 (Linux; U; Android 4.0.3; de-de) AppleWebKit/534.30 Version/4.0 Mobile Safari/534.30"
                        + "|ANDROID MOBILE|ANDROID_BROWSER",
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36 OPR/112.0.0.0"
                        + "|DESKTOP WINDOWS|OPERA",
                "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1) AppleWebKit/537.36 Edge/15.15254||EDGE",
                "curl/8.5.0||NONE",
                "''||NONE",
            })
    void aUserAgentNamesDeviceAndBrowser(String userAgent, String devices, String browser) {
        AgentKind kind = AgentKind.of(userAgent);

        assertThat(kind.devices().stream().map(Device::name).sorted().collect(Collectors.joining(" ")))
                .isEqualTo(devices == null ? "" : devices);
        assertThat(String.valueOf(kind.browser())).isEqualTo(browser.equals("NONE") ? "null" : browser);
    }
}
