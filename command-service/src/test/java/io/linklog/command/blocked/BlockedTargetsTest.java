package io.linklog.command.blocked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.linklog.command.CommandSettings;
import io.linklog.kit.process.Health;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.InvalidSettingsException;
import io.linklog.schemas.targets.TargetHost;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockedTargetsTest {

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("blocked"), text);
    }

    private static boolean refuses(BlockedTargets targets, String url) {
        return TargetHost.ofUrl(url).flatMap(targets::mistake).isPresent();
    }

    @Test
    void readsTheFileAgainWhenItChangesAndKeepsItWhileItIsNotValid() throws IOException {
        Path file = file("# phishing\n\nevil.example # 2026\n  .bad.example\n");
        try (BlockedTargets targets = BlockedTargets.follow(file, Duration.ofMillis(50), meters, new Health())) {
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
        try (BlockedTargets targets = BlockedTargets.follow(file(".bad.example"), meters, new Health())) {
            assertThat(TargetHost.ofUrl("https://a.bad.example").flatMap(targets::mistake))
                    .hasValueSatisfying(sentence -> assertThat(sentence).doesNotContain("bad.example"));
        }
    }

    @Test
    void aLineThatIsNoHostIsNamedAtTheStart() throws IOException {
        Env env = new Env(
                Map.of("LINKLOG_BLOCKED_TARGETS_FILE", file("a.example\nb c\n").toString()));
        CommandSettings.from(env);
        assertThatThrownBy(env::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("line 2 of")
                .hasMessageContaining("\"b c\"");
    }

    @Test
    void tooManyHostsAreRefused() throws IOException {
        Path most = file(String.join("\n", Collections.nCopies(BlockedFile.MOST_HOSTS, "a.example")));
        BlockedFile.read(most);
        Files.writeString(most, Files.readString(most) + "\nb.example");
        assertThatThrownBy(() -> BlockedFile.read(most)).hasMessageContaining("at most 100000 hosts");
    }

    @Test
    void aMissingFileAndOneThatIsNotUtf8AreRefused() throws IOException {
        assertThatThrownBy(() -> BlockedFile.read(folder.resolve("none"))).hasMessageContaining("there is no file");
        Path latin = Files.write(folder.resolve("latin"), new byte[] {'b', (byte) 0xf6, 's'});
        assertThatThrownBy(() -> BlockedFile.read(latin)).hasMessageContaining("UTF-8");
    }
}
