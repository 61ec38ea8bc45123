package io.linklog.stack.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.linklog.stack.process.ConcurrentStart;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SupervisionTest {

    private static final String NAME = "worker";
    private static final Duration GRACE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Instant now = Instant.now();
    private Optional<String> lack = Optional.empty();
    private Processes processes;
    private Supervision supervision;

    @BeforeEach
    void open() {
        processes = new Processes(folder);
        supervision = new Supervision(
                new Processes(folder), () -> now, new PrintStream(said, true, StandardCharsets.UTF_8), ignored -> lack);
    }

    @AfterEach
    void endAll() {
        processes.names().forEach(processes::kill);
    }

    private record Script(String name, Path folder, String script) implements Program {
        @Override
        public List<ListenPort> listens() {
            return List.of();
        }

        @Override
        public Launch prepare() {
            return new Launch(List.of("/bin/sh", "-c", script), Map.of("WORD", "hello"), folder);
        }

        @Override
        public boolean answers() {
            return true;
        }

        @Override
        public Optional<Path> needsRoomIn() {
            return Optional.of(folder);
        }
    }

    private void start(String script) {
        new ConcurrentStart(processes)
                .run(
                        List.of(new ConcurrentStart.Step(new Script(NAME, folder, script), Set.of())),
                        ConcurrentStart.Progress.LOGGED);
    }

    private boolean runs() {
        return processes.find(NAME).isPresent();
    }

    /** Looks, then looks again behind a pause. */
    private void lookAfter(Duration pause) {
        supervision.look();
        now = now.plus(pause);
        supervision.look();
    }

    @Test
    void deadProcessStartsAgainAsItWasStartedAndStatusKnowsHowOftenAndWhy() throws Exception {
        start("echo $WORD; exec sleep 600");
        await().until(() -> !processes.lastLines(NAME, 1).isEmpty());
        long first = processes.find(NAME).orElseThrow().pid();
        processes.crash(NAME);
        supervision.look();
        assertThat(runs()).as("within the pause").isFalse();

        lookAfter(Supervision.FIRST_PAUSE);
        assertThat(processes.find(NAME).orElseThrow().pid()).isNotEqualTo(first);
        assertThat(processes.restarts(NAME)).hasValueSatisfying(restarts -> {
            assertThat(restarts.count()).isEqualTo(1);
            assertThat(restarts.last()).isEqualTo(now);
            assertThat(restarts.reason()).contains("its log ends with \"hello\"");
        });
        await().until(() -> Files.readAllLines(processes.log(NAME)).equals(List.of("hello", "hello")));
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("worker ended", "worker is started");
    }

    @Test
    void reasonIsTheExceptionNotTheLastFrameOfItsStackTrace() {
        start("echo 'Caused by: java.io.IOException: No space left on device';"
                + " printf '\\tat java.base/sun.nio.ch.Net.write(Net.java:7)\\n\\t... 12 common frames omitted\\n';"
                + " exec sleep 600");
        await().until(() -> processes.lastLines(NAME, 3).size() == 3);
        processes.crash(NAME);
        lookAfter(Supervision.FIRST_PAUSE);
        assertThat(processes.restarts(NAME).orElseThrow().reason()).endsWith("No space left on device\"");
    }

    @Test
    void pauseGrowsWhileTheProcessDiesAtOnceAndTheExitCodeIsKnown() {
        start("if [ -f before ]; then exit 3; fi; touch before; exec sleep 600");
        await().until(() -> Files.exists(folder.resolve("before")));
        processes.crash(NAME);
        lookAfter(Supervision.FIRST_PAUSE);
        await().until(() -> !runs());

        lookAfter(Supervision.FIRST_PAUSE);
        assertThat(processes.restarts(NAME).orElseThrow().count())
                .as("the second pause is longer")
                .isEqualTo(1);
        lookAfter(Supervision.FIRST_PAUSE);
        assertThat(processes.restarts(NAME)).hasValueSatisfying(restarts -> {
            assertThat(restarts.count()).isEqualTo(2);
            assertThat(restarts.reason()).startsWith("exit code 3");
        });
    }

    @Test
    void processWhoseDataAFullDiskWouldDamageStartsOnceThereIsRoom() {
        start("exec sleep 600");
        processes.crash(NAME);
        lack = Optional.of("the disk of /data has 0 MiB free");
        lookAfter(Supervision.LONGEST_PAUSE);
        lookAfter(Supervision.LONGEST_PAUSE);
        assertThat(runs()).isFalse();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("worker does not start: the disk of /data has 0 MiB free");

        lack = Optional.empty();
        supervision.look();
        assertThat(runs()).isTrue();
    }

    @Test
    void stoppedProcessStaysAway() {
        start("exec sleep 600");
        processes.stop(NAME, GRACE);
        lookAfter(Supervision.LONGEST_PAUSE);
        assertThat(runs()).isFalse();
    }

    @Test
    void processThatIsStoppedDuringThePauseStaysAway() {
        start("exec sleep 600");
        processes.crash(NAME);
        supervision.look();
        processes.stop(NAME, GRACE);
        now = now.plus(Supervision.LONGEST_PAUSE);
        supervision.look();
        assertThat(runs()).isFalse();
    }

    @Test
    void startByAPersonInThePauseIsNotDoubled() {
        start("exec sleep 600");
        processes.crash(NAME);
        supervision.look();
        start("exec sleep 600");
        long pid = processes.find(NAME).orElseThrow().pid();
        now = now.plus(Supervision.LONGEST_PAUSE);
        supervision.look();
        assertThat(processes.find(NAME).orElseThrow().pid()).isEqualTo(pid);
        assertThat(processes.restarts(NAME)).isEmpty();
    }

    @Test
    void newSupervisorTakesTheProcessesOver() {
        start("exec sleep 600");
        processes.crash(NAME);
        Supervision other = new Supervision(
                new Processes(folder), () -> now, new PrintStream(said, true, StandardCharsets.UTF_8), ignored -> lack);
        other.look();
        now = now.plus(Supervision.FIRST_PAUSE);
        other.look();
        assertThat(runs()).isTrue();
    }

    @Test
    void nothingStartsBehindAnInterruptedStart() {
        start("exec sleep 600");
        processes.startNoMore();
        assertThatThrownBy(() -> processes.start("late", new Program.Launch(List.of("sleep", "600"), Map.of(), folder)))
                .hasMessageContaining("late does not start");
    }
}
