package io.linklog.bench.system;

import io.linklog.stack.process.ConcurrentStart;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import java.util.List;
import java.util.Set;

/** Starts a single program among the processes of a stack. */
public record ProgramStart(Processes processes) {

    /** Starts the program and returns when it answers. */
    public void of(Program program) {
        new ConcurrentStart(processes)
                .run(List.of(new ConcurrentStart.Step(program, Set.of())), ConcurrentStart.Progress.LOGGED);
    }
}
