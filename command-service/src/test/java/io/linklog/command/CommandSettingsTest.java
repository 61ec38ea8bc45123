package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.command.log.CommandIds;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.InvalidSettingsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandSettingsTest {

    @Test
    void startsWithNothingSet() {
        Env env = new Env(Map.of());
        CommandSettings settings = CommandSettings.from(env);
        env.check();
        assertThat(settings.http().port()).isEqualTo(8081);
        assertThat(settings.service().adminPort()).isEqualTo(9081);
        assertThat(settings.defaultWait()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.ownHosts()).containsExactly("localhost");
        assertThat(settings.replyPartition()).isBetween(0, CommandIds.MOST_PARTITIONS - 1);
    }

    @Test
    void ownHostsAreNormalisedLikeTheHostsOfTargets() {
        CommandSettings settings = CommandSettings.from(new Env(Map.of(
                "LINKLOG_PUBLIC_URL",
                "https://S.Example:8443/",
                "LINKLOG_OWN_HOSTS",
                " www.S.example , bücher.example.")));
        assertThat(settings.ownHosts())
                .containsExactlyInAnyOrder("s.example", "www.s.example", "xn--bcher-kva.example");
    }

    @Test
    void byDefaultTwoInstancesReadDifferentPartitions() {
        assertThat(CommandSettings.from(new Env(Map.of("LINKLOG_INSTANCE_ID", "a")))
                        .replyPartition())
                .isNotEqualTo(CommandSettings.from(new Env(Map.of("LINKLOG_INSTANCE_ID", "b")))
                        .replyPartition());
        assertThat(CommandSettings.from(new Env(Map.of("LINKLOG_REPLY_PARTITION", "7")))
                        .replyPartition())
                .isEqualTo(7);
    }

    @Test
    void allMistakesAreReportedTogether() {
        Env env =
                new Env(Map.of("LINKLOG_BATCHES", "0", "LINKLOG_PRODUCER_BUFFER", "1", "LINKLOG_COMMAND_WAIT", "soon"));
        CommandSettings.from(env);
        assertThatThrownBy(env::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("LINKLOG_BATCHES")
                .hasMessageContaining("LINKLOG_PRODUCER_BUFFER")
                .hasMessageContaining("LINKLOG_COMMAND_WAIT");
    }
}
