package io.linklog.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentStartTest {

    @TempDir
    Path folder;

    private Processes processes;

    @BeforeEach
    void open() {
        processes = new Processes(folder);
    }

    @AfterEach
    void endAll() {
        processes.names().forEach(processes::kill);
    }

    /** Answers once its script has created a file of its name. */
    private record Script(Path folder, String name, String script, Duration patience, List<ListenPort> listens)
            implements Program {
        @Override
        public Launch prepare() {
            return new Launch(List.of("/bin/sh", "-c", script), Map.of(), folder);
        }

        @Override
        public boolean answers() {
            return Files.exists(folder.resolve(name));
        }
    }

    private ConcurrentStart.Step step(String name, String script, Duration patience, String... after) {
        return new ConcurrentStart.Step(new Script(folder, name, script, patience, List.of()), Set.of(after));
    }

    private void start(ConcurrentStart.Step... steps) {
        new ConcurrentStart(processes).run(List.of(steps), ConcurrentStart.Progress.LOGGED);
    }

    @Test
    void startsAProgramOnlyAfterThoseItNeedsAnswer() throws IOException {
        start(
                step("first", "sleep 0.3; touch first; exec sleep 600", Duration.ofSeconds(30)),
                step("second", "ls > seen; touch second; exec sleep 600", Duration.ofSeconds(30), "first"));
        assertThat(Files.readAllLines(folder.resolve("seen"))).contains("first");
    }

    @Test
    void programThatEndsDuringItsStartFailsTheStartAtOnceAndQuotesItsLog() {
        assertThatThrownBy(() -> start(
                        step("waits", "exec sleep 600", Duration.ofMinutes(10)),
                        step("ends", "echo no such luck; exit 1", Duration.ofMinutes(10))))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("ends ended while it started")
                .hasMessageContaining(folder.resolve("logs/ends.log").toString())
                .hasMessageContaining("no such luck");
    }

    @Test
    void whatLivesGoesOnWhenAnotherProgramFails() {
        assertThatThrownBy(() -> start(
                        step("lives", "exec sleep 600", Duration.ofMinutes(10)),
                        step("ends", "sleep 0.5; exit 1", Duration.ofMinutes(10)),
                        step("later", "exec sleep 600", Duration.ofMinutes(10), "lives")))
                .hasMessageContaining("ends ended while it started");
        assertThat(processes.find("lives")).isPresent();
        assertThat(processes.find("later"))
                .as("it waits for one that did not answer")
                .isEmpty();
        Awaitility.await().until(() -> processes.supervised().contains("lives"));
    }

    @Test
    void patienceBeginsWhenAllThatTheProgramNeedsAnswers() {
        Program slow =
                new Script(folder, "slow", "sleep 2; touch slow; exec sleep 600", Duration.ofSeconds(30), List.of());
        Program quick = new Script(
                folder,
                "quick",
                "until [ -f slow ]; do sleep 0.05; done; touch quick; exec sleep 600",
                Duration.ofMillis(1_000),
                List.of());
        List<String> waited = new CopyOnWriteArrayList<>();
        new ConcurrentStart(processes)
                .run(
                        List.of(
                                new ConcurrentStart.Step(slow, Set.of()),
                                new ConcurrentStart.Step(quick, Set.of(), Set.of("slow"))),
                        new ConcurrentStart.Progress() {
                            @Override
                            public void starting(Program program) {
                                waited.add(program.name());
                            }

                            @Override
                            public void answers(Program program, Duration took) {}

                            @Override
                            public void onFailed(Program program) {}
                        });
        assertThat(processes.find("quick")).isPresent();
        assertThat(waited).containsExactlyInAnyOrder("slow", "quick");
    }

    @Test
    void messageSaysWhatAProgramWaitsFor() {
        Program waits = new Program() {
            @Override
            public String name() {
                return "waits";
            }

            @Override
            public List<ListenPort> listens() {
                return List.of();
            }

            @Override
            public Launch prepare() {
                return new Launch(List.of("sleep", "600"), Map.of(), folder);
            }

            @Override
            public boolean answers() throws NotReady {
                throw new NotReady("its store");
            }

            @Override
            public Duration patience() {
                return Duration.ofMillis(300);
            }
        };
        assertThatThrownBy(() -> start(new ConcurrentStart.Step(waits, Set.of())))
                .hasMessageContaining("waits did not answer within")
                .hasMessageContaining("it waits for its store");
        assertThat(processes.find("waits")).isPresent();
    }

    @Test
    void programThatNeverAnswersFailsTheStart() {
        assertThatThrownBy(() -> start(step("mute", "exec sleep 600", Duration.ofMillis(300))))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("mute did not answer within");
    }

    @Test
    void portInUseIsReportedWithTheSettingThatChangesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Program.ListenPort port = new Program.ListenPort(taken.getLocalPort(), "LINKLOG_X_PORT");
            Script script = new Script(folder, "late", "exec sleep 600", Duration.ofSeconds(5), List.of(port));
            assertThatThrownBy(() -> start(new ConcurrentStart.Step(script, Set.of())))
                    .hasMessage("Port " + taken.getLocalPort()
                            + " for late is in use by another program: stop that program, or"
                            + " choose another port with LINKLOG_X_PORT.");
        }
        assertThat(processes.names()).isEmpty();
    }

    @Test
    void restartsARunningProgramThatEndsBeforeItAnswers() throws IOException {
        ConcurrentStart.Step step = step(
                "killed",
                "if [ -f before ]; then touch killed; exec sleep 600; fi; touch before; exec sleep 1",
                Duration.ofSeconds(30));
        processes.start("killed", step.program().prepare());
        start(step);
        assertThat(processes.find("killed")).isPresent();
    }

    @Test
    void doesNotStartARunningProgramAgain() {
        ConcurrentStart.Step step = step("once", "touch once; exec sleep 600", Duration.ofSeconds(30));
        start(step);
        long pid = processes.find("once").orElseThrow().pid();
        start(step);
        assertThat(processes.find("once").orElseThrow().pid()).isEqualTo(pid);
    }
}
