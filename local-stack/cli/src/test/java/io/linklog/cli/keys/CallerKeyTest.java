package io.linklog.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.mesh.keys.KeyText;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallerKeyTest {

    private static final URI HERE = URI.create("http://127.0.0.1:8080");
    private static final URI ELSEWHERE = URI.create("https://links.example.org");

    @TempDir
    private Path folder;

    private final String ofFolder = KeyText.generate(new Random(1)).reveal();
    private final String ofEnvironment = KeyText.generate(new Random(2)).reveal();

    private static Optional<String> sent(CallerKey key, URI service) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service);
        key.addTo(request, service);
        return request.build().headers().firstValue("X-Api-Key");
    }

    @Test
    void theKeyOfTheFolderGoesOnlyToThisMachine() throws Exception {
        Files.writeString(folder.resolve("admin.key"), ofFolder + "\n");
        CallerKey key = CallerKey.find(Map.of(), folder);
        assertThat(sent(key, HERE)).contains(ofFolder);
        assertThat(sent(key, URI.create("http://localhost:8081"))).contains(ofFolder);
        assertThat(sent(key, ELSEWHERE)).isEmpty();
        assertThat(sent(key, URI.create("http://localhost.example.org"))).isEmpty();
    }

    @Test
    void theVariableOverridesTheFolderAndGoesEverywhere() throws Exception {
        Files.writeString(folder.resolve("admin.key"), ofFolder);
        CallerKey key = CallerKey.find(Map.of("LINKLOG_KEY", ofEnvironment), folder);
        assertThat(sent(key, HERE)).contains(ofEnvironment);
        assertThat(sent(key, ELSEWHERE)).contains(ofEnvironment);
    }

    @Test
    void withoutAKeyNothingIsSent() {
        assertThat(sent(CallerKey.find(Map.of("LINKLOG_KEY", " "), folder), HERE))
                .isEmpty();
        assertThat(sent(CallerKey.none(), HERE)).isEmpty();
    }

    @Test
    void aVariableThatIsNoKeyIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> CallerKey.find(Map.of("LINKLOG_KEY", "hunter2"), folder))
                .hasMessageContaining("LINKLOG_KEY")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anotherKeyOfTheEnvironmentMakesAnotherRun() throws Exception {
        assertThat(CallerKey.find(Map.of(), folder).runOf("urls.txt")).isEqualTo("urls.txt");
        Files.writeString(folder.resolve("admin.key"), ofFolder + "\n");
        assertThat(CallerKey.find(Map.of(), folder).runOf("urls.txt")).isEqualTo("urls.txt");
        String one =
                CallerKey.find(Map.of("LINKLOG_KEY", ofEnvironment), folder).runOf("urls.txt");
        String other = CallerKey.find(Map.of("LINKLOG_KEY", ofFolder), folder).runOf("urls.txt");
        assertThat(one).isNotEqualTo("urls.txt").isNotEqualTo(other);
    }
}
