package io.linklog.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentsTest {

    @TempDir
    Path folder;

    private Path document(String blocks) throws Exception {
        return Files.writeString(folder.resolve("page.md"), blocks);
    }

    @Test
    void aLoopInOneLineIsOneCommandAndTheNextLineIsAnother() throws Exception {
        Path page = document("""
                ```sh
                for i in 1 2; do echo $i; done; echo
                (while true; do :; done) & echo $!
                kill it
                ```
                ```sh
                for i in 1 2; do
                  echo $i \\
                    more
                done
                last
                ```
                """);
        assertThat(Documents.commands(page))
                .containsExactly(
                        "for i in 1 2; do echo $i; done; echo\n",
                        "(while true; do :; done) & echo $!\n",
                        "kill it\n",
                        "for i in 1 2; do\n  echo $i \\\n    more\ndone\n",
                        "last\n");
    }

    @Test
    void aLoopWithoutAnEndIsAMistake() throws Exception {
        Path page = document("""
                ```sh
                for i in 1 2; do echo $i
                ```
                """);
        assertThatThrownBy(() -> Documents.commands(page)).hasMessageContaining("does not end");
    }
}
