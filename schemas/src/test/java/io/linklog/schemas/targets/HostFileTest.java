package io.linklog.schemas.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFileTest {

    @TempDir
    private Path folder;

    @Test
    void tooManyHostsAreRefused() throws IOException {
        Path most = Files.writeString(
                folder.resolve("most"), String.join("\n", Collections.nCopies(HostFile.MOST_HOSTS, "a.example")));
        assertThat(HostFile.read(most)).hasSize(HostFile.MOST_HOSTS).containsOnly(HostPattern.parse("a.example"));
        Files.writeString(most, Files.readString(most) + "\nb.example");
        assertThatThrownBy(() -> HostFile.read(most)).hasMessageContaining("at most 100000 hosts");
    }

    @Test
    void aMissingFileAndOneThatIsNotUtf8AreRefused() throws IOException {
        assertThatThrownBy(() -> HostFile.read(folder.resolve("none"))).hasMessageContaining("there is no file");
        Path latin = Files.write(folder.resolve("latin"), new byte[] {'b', (byte) 0xf6, 's'});
        assertThatThrownBy(() -> HostFile.read(latin)).hasMessageContaining("UTF-8");
    }
}
