package io.linklog.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.acceptance.system.Documents.ShellCommand;
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
                .extracting(ShellCommand::text)
                .containsExactly(
                        "for i in 1 2; do echo $i; done; echo\n",
                        "(while true; do :; done) & echo $!\n",
                        "kill it\n",
                        "for i in 1 2; do\n  echo $i \\\n    more\ndone\n",
                        "last\n");
    }

    @Test
    void onlyTheSectionOfFaultsShowsRefusals() throws Exception {
        Path page = document("""
                ## See it work
                ```sh
                create
                ```
                ## See it fail
                ```sh
                refused
                ```
                ## When not to use it
                ```sh
                again
                ```
                """);
        assertThat(Documents.commands(page))
                .containsExactly(
                        new ShellCommand("create\n", false),
                        new ShellCommand("refused\n", true),
                        new ShellCommand("again\n", false));
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
