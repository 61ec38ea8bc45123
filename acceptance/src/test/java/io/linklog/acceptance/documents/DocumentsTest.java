package io.linklog.acceptance.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.acceptance.documents.Documents.Block;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentsTest {

    @TempDir
    Path folder;

    private Path document(String blocks) throws Exception {
        return Files.writeString(folder.resolve("page.md"), blocks);
    }

    @Test
    void theTextBlockDirectlyBehindShowsWhatTheCommandsPrint() throws Exception {
        Path page = document("""
                ```sh
                for i in 1 2; do
                  echo $i
                done
                ```

                ```text
                1
                2
                ```

                ```text
                what another command prints
                ```
                ```sh
                silent
                ```
                A word between them.
                ```text
                no output of it
                ```
                """);
        assertThat(Documents.blocks(page))
                .containsExactly(
                        new Block(2, "for i in 1 2; do\n  echo $i\ndone\n", List.of("1", "2"), false),
                        new Block(16, "silent\n", List.of(), false));
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
        assertThat(Documents.blocks(page)).extracting(Block::showsFault).containsExactly(false, true, false);
    }

    @Test
    void aBlockWithoutAnEndIsAMistake() throws Exception {
        Path page = document("""
                ```sh
                echo
                """);
        assertThatThrownBy(() -> Documents.blocks(page)).hasMessageContaining("without an end");
    }
}
