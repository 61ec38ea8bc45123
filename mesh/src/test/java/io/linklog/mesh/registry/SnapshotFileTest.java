package io.linklog.mesh.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {

    private static final SnapshotFile.Snapshot SNAPSHOT = new SnapshotFile.Snapshot(
            Instant.parse("2026-11-23T10:00:00Z"),
            List.of(Instances.item(Instances.up("s", "i-1"), 5), Instances.item(Instances.up("t", "i-1"), 7)));

    @TempDir
    private Path folder;

    @Test
    void readsWhatItWroteAndLeavesNoOtherFile() throws Exception {
        SnapshotFile file = new SnapshotFile(folder.resolve("new/file"));
        file.write(new SnapshotFile.Snapshot(Instant.EPOCH, List.of()));
        file.write(SNAPSHOT);
        assertThat(file.read()).contains(SNAPSHOT);
        try (Stream<Path> files = Files.list(folder.resolve("new"))) {
            assertThat(files).containsExactly(file.path());
        }
    }

    @Test
    void aMissingOrBrokenFileIsNoSnapshot() throws Exception {
        SnapshotFile file = new SnapshotFile(folder.resolve("file"));
        assertThat(file.read()).isEmpty();
        file.write(SNAPSHOT);
        byte[] whole = Files.readAllBytes(file.path());
        for (int length = 0; length < whole.length; length += 17) {
            Files.write(file.path(), java.util.Arrays.copyOf(whole, length));
            assertThat(file.read()).isEmpty();
        }
    }

    @Test
    void ignoresAFolderThatCannotBeWritten() throws Exception {
        Files.writeString(folder.resolve("file"), "in the way");
        SnapshotFile file = new SnapshotFile(folder.resolve("file/snapshot"));
        file.write(SNAPSHOT);
        assertThat(file.read()).isEmpty();
    }
}
