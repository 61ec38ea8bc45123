package io.linklog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.InvalidSettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuerySettingsTest {

    @Test
    void unknownHostsAreTheDefaultDomainOnlyIfASettingSaysSo() {
        assertThat(QuerySettings.from(new Env(Map.of())).unknownHosts()).isFalse();
        assertThat(unknownHosts("refuse")).isFalse();
        assertThat(unknownHosts("default")).isTrue();
        assertThatThrownBy(() -> unknownHosts("yes"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("LINKLOG_UNKNOWN_HOSTS=yes");
    }

    private static boolean unknownHosts(String value) {
        return QuerySettings.from(new Env(Map.of("LINKLOG_UNKNOWN_HOSTS", value)))
                .unknownHosts();
    }
}
