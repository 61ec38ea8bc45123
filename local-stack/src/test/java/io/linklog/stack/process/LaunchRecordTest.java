package io.linklog.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LaunchRecordTest {

    private static final Program.Launch LAUNCH =
            new Program.Launch(List.of("worker", "a b"), Map.of("OWN", "1"), Path.of("/tmp"));

    @TempDir
    private Path folder;

    @Test
    void aServerInheritsAllButTheKeyOfWhoStartsIt() throws Exception {
        LaunchRecord record = LaunchRecord.of(LAUNCH, Map.of("PATH", "/bin", "LINKLOG_KEY", "llk_secret"));
        assertThat(record.environment()).isEqualTo(Map.of("PATH", "/bin", "OWN", "1"));

        Path file = folder.resolve("worker.launch");
        record.save(file);
        assertThat(LaunchRecord.load(file)).isEqualTo(record);
        assertThat(Files.readString(file)).doesNotContain("llk_");
    }
}
