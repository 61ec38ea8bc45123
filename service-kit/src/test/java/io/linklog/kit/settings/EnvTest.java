package io.linklog.kit.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvTest {

    @Test
    void aMissingOrBlankVariableHasTheDefaultValue() {
        Env env = new Env(Map.of("EMPTY", "  "));
        assertThat(env.string("EMPTY", "x", "")).isEqualTo("x");
        assertThat(env.integer("NONE", 7, 0, 9, "")).isEqualTo(7);
        assertThat(env.duration("NONE", Duration.ofSeconds(3), "")).isEqualTo(Duration.ofSeconds(3));
        assertThat(env.optional("NONE", "")).isEmpty();
        assertThatCode(env::check).doesNotThrowAnyException();
    }

    @Test
    void aDurationIsIso8601OrANumberWithAUnit() {
        Env env = new Env(Map.of("A", "250ms", "B", "PT1M", "C", "2h"));
        assertThat(env.duration("A", Duration.ZERO, "")).isEqualTo(Duration.ofMillis(250));
        assertThat(env.duration("B", Duration.ZERO, "")).isEqualTo(Duration.ofMinutes(1));
        assertThat(env.duration("C", Duration.ZERO, "")).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void trailingSlashesOfUrlsAreRemoved() {
        Env env = new Env(Map.of("A", "https://x.example/", "L", "http://a:1/p/, http://b:2"));
        assertThat(env.httpUrl("A", "http://d", "")).isEqualTo(URI.create("https://x.example"));
        assertThat(env.httpUrls("L", "http://d", ""))
                .containsExactly(URI.create("http://a:1/p"), URI.create("http://b:2"));
    }

    @Test
    void allMistakesAreReportedTogetherByNameAndValue() {
        Env env = new Env(Map.of("PORT", "99999", "TIME", "soon", "URL", "localhost:80", "COUNT", "many"));
        env.integer("PORT", 1, 0, 65_535, "port");
        env.duration("TIME", Duration.ZERO, "time");
        env.httpUrl("URL", "http://d", "url");
        env.integer("COUNT", 1, 0, 5, "count");
        assertThatThrownBy(env::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("PORT=99999")
                .hasMessageContaining("TIME=soon")
                .hasMessageContaining("URL=localhost:80")
                .hasMessageContaining("COUNT=many: must be a whole number");
    }

    @Test
    void aSecretIsTheVariableOrTheTextOfAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "of the file\n");
        Env env = new Env(Map.of("A", "of the variable", "B_FILE", file.toString()));
        assertThat(env.secret("A", "password")).contains("of the variable");
        assertThat(env.secret("B", "password")).contains("of the file");
        assertThat(env.secret("C", "password")).isEmpty();
        assertThatCode(env::check).doesNotThrowAnyException();
        assertThat(env.declaredSettings()).extracting(Env.Setting::name).contains("B", "B_FILE");
    }

    @Test
    void mistakesInASecretDoNotShowIt(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "of the file");
        Env env = new Env(Map.of(
                "A",
                "of the variable",
                "A_FILE",
                file.toString(),
                "B_FILE",
                folder.resolve("none").toString()));
        env.secret("A", "password");
        env.secret("B", "password");
        assertThatThrownBy(env::check)
                .hasMessageContaining("A_FILE=" + file + ": A is set as well")
                .hasMessageContaining("B_FILE=" + folder.resolve("none") + ": cannot be read")
                .hasMessageNotContaining("of the file")
                .hasMessageNotContaining("of the variable");
    }

    @Test
    void theSettingsThatWereReadAreListed() {
        Env env = new Env(Map.of());
        env.integer("B", 1, 0, 5, "the b");
        env.optional("A", "the a");
        assertThat(env.declaredSettings())
                .containsExactly(new Env.Setting("A", "", "the a"), new Env.Setting("B", "1", "the b"));
    }
}
