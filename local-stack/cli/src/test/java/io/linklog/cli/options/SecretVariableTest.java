package io.linklog.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretVariableTest {

    @Test
    void theVariableComesBeforeItsFile(@TempDir Path folder) throws IOException {
        String file =
                Files.writeString(folder.resolve("secret"), "of the file\n").toString();
        assertThat(SecretVariable.find("A", Map.of("A", "its own", "A_FILE", file)))
                .contains("its own");
        assertThat(SecretVariable.find("A", Map.of("A", "", "A_FILE", file))).contains("of the file");
        assertThat(SecretVariable.find("A", Map.of())).isEmpty();
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path folder) {
        String file = folder.resolve("none").toString();
        assertThatThrownBy(() -> SecretVariable.find("A", Map.of("A_FILE", file)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("A_FILE")
                .hasMessageContaining(file);
    }
}
