package io.linklog.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.stack.machine.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Processes processes() {
        return new Processes(folder);
    }

    @AfterEach
    void endAll() {
        processes().names().forEach(processes()::kill);
    }

    private Processes.Running start(String name, String script) {
        return processes()
                .start(name, new Program.Launch(List.of("/bin/sh", "-c", script), Map.of("WORD", "hello"), folder));
    }

    @Test
    void laterRunFindsTheProcessAndStopsIt() {
        Processes.Running started = start("sleeper", "exec sleep 600");
        assertThat(processes().find("sleeper")).contains(started);
        assertThat(processes().stop("sleeper", LONG)).isTrue();
        assertThat(processes().find("sleeper")).isEmpty();
        assertThat(processes().isRecorded("sleeper")).isFalse();
    }

    @Test
    void killsAProcessThatIgnoresSigtermAfterTheGrace() {
        Processes.Running stubborn = start("stubborn", "trap '' TERM; echo deaf; while :; do sleep 1; done");
        Awaitility.await().until(() -> !processes().lastLines("stubborn", 1).isEmpty());
        assertThat(processes().stop("stubborn", Duration.ofMillis(200))).isFalse();
        assertThat(ProcessHandle.of(stubborn.pid()).filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void appendsTheOutputOfEachStartToTheLog() {
        for (String word : List.of("one", "two")) {
            start("talker", "echo $WORD " + word + "; echo oops >&2");
            Awaitility.await().until(() -> processes().find("talker").isEmpty());
        }
        assertThat(processes().lastLines("talker", 10)).containsExactly("hello one", "oops", "hello two", "oops");
        assertThat(processes().lastLines("talker", 1)).containsExactly("oops");
    }

    @Test
    void deadProcessIsRecordedButNotRunning() {
        start("brief", "exit 3");
        Awaitility.await().until(() -> processes().find("brief").isEmpty());
        assertThat(processes().isRecorded("brief")).isTrue();
        assertThat(processes().names()).containsExactly("brief");
    }

    @Test
    void zombieIsDead() throws Exception {
        // its parent becomes a sleep, which never reaps; the child waits for that, because a shell would reap it
        String child = "until [ $(cat /proc/$PPID/comm) = sleep ]; do :; done";
        start("parent", "sh -c '" + child + "' & echo $!; exec sleep 600");
        Awaitility.await().until(() -> !processes().lastLines("parent", 1).isEmpty());
        long pid = Long.parseLong(processes().lastLines("parent", 1).get(0));
        ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
        Files.writeString(
                folder.resolve("run/child.pid"),
                pid + " " + handle.info().startInstant().orElseThrow());
        Awaitility.await().until(() -> processes().find("child").isEmpty());
        assertThat(handle.isAlive()).as("to the system").isTrue();
        assertThat(processes().stop("child", LONG)).as("nothing to stop").isFalse();
    }

    @Test
    void aProcessThatCannotBeRecordedIsNotLeftRunning() throws Exception {
        Files.createDirectories(folder.resolve("run/lost.pid.new"));
        assertThatThrownBy(() -> start("lost", "exec sleep 6123"))
                .isInstanceOf(StackException.class)
                .hasMessageStartingWith("Could not start lost: ")
                .hasMessageContaining("lost.pid.new");
        Awaitility.await()
                .until(() -> ProcessHandle.current()
                        .children()
                        .noneMatch(
                                child -> child.info().commandLine().orElse("").contains("6123")));
    }

    @Test
    void crashedProcessStaysRecorded() {
        start("crashed", "exec sleep 600");
        processes().crash("crashed");
        assertThat(processes().find("crashed")).isEmpty();
        assertThat(processes().isRecorded("crashed")).isTrue();
    }

    @Test
    void leavesAReusedProcessIdAlone() throws Exception {
        Files.createDirectories(folder.resolve("run"));
        Files.writeString(
                folder.resolve("run/old.pid"),
                ProcessHandle.current().pid() + " " + Instant.parse("2001-01-01T00:00:00Z"));
        assertThat(processes().find("old")).isEmpty();
        processes().kill("old"); // would kill this JVM if it ignored the start time
        assertThat(processes().names()).isEmpty();
    }

    @Test
    void truncatedFileCountsAsMissing() {
        assertThat(RunFolder.parse("x", "")).isNull();
        assertThat(RunFolder.parse("x", "12")).isNull();
        assertThat(RunFolder.parse("x", "12 2026-")).isNull();
        assertThat(RunFolder.parse("x", "12 2026-01-01T00:00:00Z\n"))
                .isEqualTo(new Processes.Running("x", 12, Instant.parse("2026-01-01T00:00:00Z")));
    }

    @Test
    void frozenProcessRunsAndContinuesWhenResumed() {
        start("frozen", "exec sleep 600");
        processes().suspend("frozen");
        assertThat(processes().find("frozen")).isPresent();
        processes().resume("frozen");
        assertThat(processes().stop("frozen", LONG)).isTrue();
        assertThatThrownBy(() -> processes().suspend("frozen")).hasMessage("frozen does not run.");
    }
}
