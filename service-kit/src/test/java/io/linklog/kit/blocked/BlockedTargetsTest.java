package io.linklog.kit.blocked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.linklog.kit.process.Health;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.InvalidSettingsException;
import io.linklog.mesh.blocked.BlockedTarget;
import io.linklog.schemas.targets.HostSet;
import io.linklog.schemas.targets.TargetHost;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockedTargetsTest {

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("blocked"), text);
    }

    private FileFollower follow(Path file) {
        return new FileFollower(BlockedFile.read(file), Duration.ofMillis(50), meters, new Health());
    }

    private static boolean refuses(BlockedTargets targets, String url) {
        return TargetHost.ofUrl(url).flatMap(targets::mistake).isPresent();
    }

    @Test
    void readsTheFileAgainWhenItChangesAndKeepsItWhileItIsNotValid() throws IOException {
        Path file = file("# phishing\n\nevil.example # 2026\n  .bad.example\n");
        try (FileFollower follower = follow(file)) {
            BlockedTargets targets = new BlockedTargets(follower::hosts, meters);
            assertThat(refuses(targets, "https://evil.example")).isTrue();
            assertThat(refuses(targets, "https://a.bad.example")).isTrue();
            assertThat(refuses(targets, "https://good.example")).isFalse();

            file("good.example");
            await().untilAsserted(() ->
                    assertThat(refuses(targets, "https://good.example")).isTrue());
            assertThat(refuses(targets, "https://evil.example")).isFalse();

            file("https://no.host/");
            await().untilAsserted(() -> assertThat(
                            meters.counter("linklog.blocked.file.invalid").count())
                    .isPositive());
            assertThat(refuses(targets, "https://good.example")).isTrue();
            Files.delete(file);
            await().untilAsserted(() -> assertThat(
                            meters.counter("linklog.blocked.file.invalid").count())
                    .isGreaterThan(1));
            assertThat(refuses(targets, "https://good.example")).isTrue();
        }
        assertThat(meters.counter("linklog.targets.blocked").count()).isPositive();
    }

    @Test
    void theRefusalDoesNotShowTheEntry() throws IOException {
        HostSet file = BlockedFile.read(file(".bad.example")).hosts();
        BlockedTargets targets = new BlockedTargets(() -> file, meters);
        assertThat(TargetHost.ofUrl("https://a.bad.example").flatMap(targets::mistake))
                .hasValueSatisfying(sentence -> assertThat(sentence).doesNotContain("bad.example"));
    }

    @Test
    void entriesOfEtcdAndTheFileAreBothRefusedAndAnUnreadableOneIsLeftOut() throws IOException {
        HostSet file = BlockedFile.read(file("evil.example")).hosts();
        BlockedTargets targets = new BlockedTargets(() -> file, meters);
        targets.take(List.of(entry(".bad.example"), entry("a b"), entry("192.0.2.1")));
        assertThat(refuses(targets, "https://evil.example")).isTrue();
        assertThat(refuses(targets, "https://a.bad.example")).isTrue();
        assertThat(refuses(targets, "http://0xc0000201/")).isTrue();
        assertThat(meters.get("linklog.blocked.hosts")
                        .tag("source", "etcd")
                        .gauge()
                        .value())
                .isEqualTo(2);
        targets.take(List.of());
        assertThat(refuses(targets, "https://evil.example")).isTrue();
        assertThat(refuses(targets, "https://a.bad.example")).isFalse();
    }

    private static BlockedTarget entry(String host) {
        return new BlockedTarget(host, Instant.EPOCH, Optional.empty());
    }

    @Test
    void aLineThatIsNoHostIsNamedAtTheStart() throws IOException {
        Env env = new Env(
                Map.of("LINKLOG_BLOCKED_TARGETS_FILE", file("a.example\nb c\n").toString()));
        BlockedSettings.from(env, folder);
        assertThatThrownBy(env::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("line 2 of")
                .hasMessageContaining("\"b c\"");
    }
}
