package io.linklog.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatusCommandTest {

    @Test
    void uptimeHasTwoUnitsAtMost() {
        assertThat(StatusCommand.uptime(Duration.ofSeconds(59))).isEqualTo("59s");
        assertThat(StatusCommand.uptime(Duration.ofSeconds(125))).isEqualTo("2m5s");
        assertThat(StatusCommand.uptime(Duration.ofMinutes(125))).isEqualTo("2h5m");
        assertThat(StatusCommand.uptime(Duration.ofHours(49))).isEqualTo("2d1h");
        assertThat(StatusCommand.uptime(Duration.ofSeconds(-1))).isEqualTo("0s");
    }
}
