package io.linklog.stack.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.stack.machine.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuildCopiesTest {

    @TempDir
    private Path folder;

    private Path project;
    private Path store;
    private Path jar;
    private BuildCopies copies;

    @BeforeEach
    void build() throws Exception {
        project = Files.createDirectories(folder.resolve("project"));
        store = folder.resolve("store");
        jar = Files.writeString(project.resolve("linklog-x.jar"), "first");
        copies = new BuildCopies(store, project);
    }

    @Test
    void rebuildChangesNoJarThatRuns() throws Exception {
        Path runs = copies.file(jar);
        Files.writeString(jar, "second build"); // in place, as Maven does
        assertThat(runs).hasContent("first");
        assertThat(copies.file(jar)).isNotEqualTo(runs).hasContent("second build");
    }

    @Test
    void sameJarHasTheSameCopyWithItsTime() throws Exception {
        Path runs = copies.file(jar);
        assertThat(copies.file(jar)).isEqualTo(runs);
        assertThat(Files.getLastModifiedTime(runs).toMillis())
                .isEqualTo(Files.getLastModifiedTime(jar).toMillis());
    }

    @Test
    void copyOutlivesACleanedRepository() throws Exception {
        Path library = Files.writeString(folder.resolve("library.jar"), "from elsewhere");
        Path runs = copies.file(library);
        Files.delete(library);
        assertThat(runs).hasContent("from elsewhere");
        assertThatThrownBy(() -> copies.file(library))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("build first");
    }

    @Test
    void folderIsCopiedWhole() throws Exception {
        Path unpacked = Files.createDirectories(project.resolve("target/server/lib"));
        Files.writeString(unpacked.resolve("a.jar"), "a");
        Files.writeString(unpacked.resolveSibling("runner.jar"), "runner");
        Path runs = copies.folder(project.resolve("target/server"));
        assertThat(runs.resolve("lib/a.jar")).hasContent("a");
        assertThat(runs.resolve("runner.jar")).hasContent("runner");
    }

    @Test
    void copiesThatNothingHasUsedForWeeksAreDeleted() throws Exception {
        copies.file(jar);
        try (Stream<Path> all = Files.list(store)) {
            for (Path kept : all.toList()) {
                Files.setLastModifiedTime(kept, FileTime.from(Instant.now().minus(Duration.ofDays(15))));
            }
        }
        Path other = copies.file(Files.writeString(project.resolve("linklog-y.jar"), "y"));
        copies.prune();
        try (Stream<Path> all = Files.list(store)) {
            assertThat(all).containsExactly(other.getParent());
        }
    }
}
