package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.Env;
import io.linklog.kit.InvalidSettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SidecarSettingsTest {

    @Test
    void anAgentIsAnEdgeUnlessToldOtherwiseAndRegistersUnderItsRole() {
        SidecarSettings edge = SidecarSettings.from(new Env(Map.of()));
        assertThat(edge.role()).isEqualTo(Role.EDGE);
        assertThat(edge.port()).isEqualTo(8080);
        assertThat(edge.registration().service()).isEqualTo("edge");
    }

    @Test
    void aRoleThatIsNoneIsReportedWithTheOtherMistakes() {
        assertThatThrownBy(() -> SidecarSettings.from(
                        new Env(Map.of("LINKLOG_SIDECAR_ROLE", "proxy", "LINKLOG_ADMIN_PORT", "many"))))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("must be edge")
                .hasMessageContaining("LINKLOG_ADMIN_PORT");
    }
}
