package io.linklog.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.command.log.CommandIds;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.InvalidSettingsException;
import io.linklog.schemas.targets.OwnHosts;
import io.linklog.schemas.targets.TargetHost;
import java.time.Duration;
import java.util.List;
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
        assertThat(settings.replyPartition()).isBetween(0, CommandIds.MOST_PARTITIONS - 1);
    }

    @Test
    void ownHostsAreComparedLikeTheHostsOfTargets() {
        CommandSettings settings = CommandSettings.from(new Env(Map.of(
                "LINKLOG_PUBLIC_URL",
                "https://S.Example:8443/",
                "LINKLOG_OWN_HOSTS",
                " www.S.example , bücher.example.")));
        OwnHosts own = settings.ownHosts("red.example"::equals);
        assertThat(List.of(
                        "https://s.example",
                        "https://www.s.example.",
                        "http://bücher.example:81",
                        "http://red.example",
                        "http://localhost:8443",
                        "http://localhost:8080"))
                .allMatch(url -> TargetHost.ofUrl(url).flatMap(own::mistake).isPresent());
        assertThat(TargetHost.ofUrl("http://localhost:3000").flatMap(own::mistake))
                .isEmpty();
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
