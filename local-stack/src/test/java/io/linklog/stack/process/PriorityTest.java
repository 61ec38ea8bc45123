package io.linklog.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PriorityTest {

    private static final int NICE = 18; // proc(5): field 19 of stat

    @TempDir
    private Path folder;

    private Processes processes() {
        return new Processes(folder);
    }

    private record Sleep(String name, Path folder, boolean yields) implements Program {

        @Override
        public List<ListenPort> listens() {
            return List.of();
        }

        @Override
        public Launch prepare() {
            return new Launch(List.of("sleep", "600"), Map.of(), folder);
        }

        @Override
        public boolean answers() {
            return true;
        }
    }

    @AfterEach
    void kill() {
        processes().names().forEach(processes()::kill);
    }

    @Test
    void onlyAYieldingProgramGetsALowerPriority() throws Exception {
        List<ConcurrentStart.Step> steps = List.of(
                new ConcurrentStart.Step(new Sleep("first", folder, false), Set.of()),
                new ConcurrentStart.Step(new Sleep("later", folder, true), Set.of()));
        int usual = nice("self");
        for (int i = 0; i < 2; i++) { // the second time the programs run already
            new ConcurrentStart(processes()).run(steps, ConcurrentStart.Progress.LOGGED);
            assertThat(nice(pid("first"))).isEqualTo(usual);
            assertThat(nice(pid("later"))).isEqualTo(Math.max(usual, Priority.YIELDING));
            if (Files.exists(Path.of("/proc/self/autogroup"))) {
                assertThat(group(pid("first"))).endsWith(" nice 0");
                assertThat(group(pid("later"))).endsWith(" nice " + Priority.YIELDING);
            }
        }
    }

    private String pid(String name) {
        return Long.toString(processes().find(name).orElseThrow().pid());
    }

    private static int nice(String pid) throws IOException {
        return Integer.parseInt(Files.readString(Path.of("/proc", pid, "stat")).split(" ", -1)[NICE]);
    }

    private static String group(String pid) throws IOException {
        return Files.readString(Path.of("/proc", pid, "autogroup")).strip();
    }
}
