package io.linklog.mesh.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {

    private static final SnapshotFile.Snapshot SNAPSHOT = new SnapshotFile.Snapshot(
            Instant.parse("2026-11-23T10:00:00Z"),
            List.of(new Etcd.Entry("/s/i-1", "{\"up\":true}", 5, 6, 1), new Etcd.Entry("/t/i-1", "ü", 7, 7, 0)));

    @TempDir
    private Path folder;

    @Test
    void readsWhatItWroteAndLeavesNoOtherFile() throws Exception {
        SnapshotFile file = new SnapshotFile(folder.resolve("new/file"));
        file.write(new SnapshotFile.Snapshot(Instant.EPOCH, List.of()));
        file.write(SNAPSHOT);
        assertThat(file.read()).contains(SNAPSHOT);
        assertThat(Files.getPosixFilePermissions(file.path())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
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
