package io.linklog.stack.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFilesTest {

    @TempDir
    private Path folder;

    @AfterEach
    void endAll() {
        Processes processes = new Processes(folder);
        processes.names().forEach(processes::kill);
    }

    @Test
    void longLogIsCutWhileItsProcessGoesOnWriting() throws Exception {
        Processes processes = new Processes(folder);
        String script = "seq 100000 100999; until [ -f go ]; do sleep 0.05; done; echo later; exec sleep 600";
        processes.start("talker", new Program.Launch(List.of("/bin/sh", "-c", script), Map.of(), folder));
        Path log = processes.log("talker");
        await().until(() -> Files.size(log) == 7_000);
        Path old = folder.resolve("logs/talker.log.1");

        new LogFiles(folder.resolve("logs"), 7_000).rotate();
        assertThat(old).doesNotExist();

        new LogFiles(folder.resolve("logs"), 6_999).rotate();
        assertThat(old).hasSize(7_000);
        Files.createFile(folder.resolve("go"));
        await().until(() -> Files.readString(log).equals("later\n"));
    }

    @Test
    void longLogIsCutAlsoWhenThereIsNoRoomForItsCopy() throws Exception {
        Path log = folder.resolve("logs/full.log");
        Path noRoom = folder.resolve("logs/full.log.new/in-the-way");
        Files.createDirectories(noRoom);
        Files.writeString(log, "much");
        assertThatThrownBy(() -> new LogFiles(folder.resolve("logs"), 1).rotate())
                .isInstanceOf(IOException.class);
        assertThat(log).isEmptyFile();
    }

    @Test
    void stackWithoutLogsIsLeftAlone() throws Exception {
        new LogFiles(folder.resolve("logs"), 1).rotate();
        assertThat(folder.resolve("logs")).doesNotExist();
    }
}
