package io.linklog.bench;

import io.linklog.stack.process.ConcurrentStart;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import java.util.List;
import java.util.Set;

/** Starts single programs among the processes of a stack. */
record OneStart(Processes processes) {

    /** Returns when it answers. */
    void of(Program program) {
        new ConcurrentStart(processes)
                .run(List.of(new ConcurrentStart.Step(program, Set.of())), ConcurrentStart.Progress.LOGGED);
    }
}
