package io.linklog.projector.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.projector.StackDown;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A wait without an end would be cut off by the time-out of the class. */
@Timeout(120)
class BackupMainTest {

    @TempDir
    private Path folder;

    @Test
    void aStackThatIsDownIsOneSentenceAndMakesNoFile() throws Exception {
        Path file = folder.resolve("backup.zip");
        StackDown.refuses(BackupMain::commandLine, file.toString());
        assertThat(Files.list(folder)).isEmpty();
    }

    @Test
    void aRestoreIntoAStackThatIsDownIsOneSentence() throws Exception {
        Path file = folder.resolve("backup.zip");
        try (BackupWriter backup = new BackupWriter(file)) {
            backup.finish();
        }
        StackDown.refuses(RestoreMain::commandLine, file.toString());
    }
}
