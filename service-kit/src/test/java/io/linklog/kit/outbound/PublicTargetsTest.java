package io.linklog.kit.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.settings.Env;
import io.linklog.kit.targets.TargetSettings;
import io.linklog.schemas.rules.LongUrls;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicTargetsTest {

    private static LongUrls rule(Map<String, String> environment) {
        return TargetSettings.from(new Env(environment)).rule(target -> Optional.empty());
    }

    private final LongUrls publicOnly = rule(Map.of("LINKLOG_PRIVATE_TARGETS", "off"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.1.2.3/",
                "http://192.168.0.1:8080/",
                "http://0x7f.1/",
                "http://2130706433/",
                "http://[::1]/",
                "http://[::ffff:10.0.0.1]/",
                "http://[fd00::1]/",
                "http://169.254.169.254/latest",
                "http://localhost/",
                "http://a.localhost:3000/"
            })
    void privateAddressesAreLegalUnlessTheSettingRefusesThem(String url) {
        assertThat(rule(Map.of()).mistake(url)).isEmpty();
        assertThat(publicOnly.mistake(url)).get().asString().startsWith("must have a public host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://8.8.8.8/", "http://[2606:4700::1]/", "http://10.example.org/", "http://intranet/"})
    void otherHostsStayLegal(String url) {
        assertThat(publicOnly.mistake(url)).isEmpty();
    }
}
