package io.linklog.stack.process;

import io.linklog.stack.machine.FreePorts;
import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts one program and waits until it answers. Blocks; safe for concurrent use with different programs. */
final class Starter {
    private static final long POLL_MILLIS = 50;
    /** What a program waits for is worth a line only when the wait is long. */
    private static final long WAIT_WORTH_A_LINE = Duration.ofSeconds(5).toNanos();

    private final Processes processes;
    private final ConcurrentStart.Progress progress;

    Starter(Processes processes, ConcurrentStart.Progress progress) {
        this.processes = processes;
        this.progress = progress;
    }

    /**
     * Starts the program if it does not run and waits until it answers. From then on a supervisor may start it again;
     * so it may when the program lives without an answer.
     *
     * @param unready names what the program needs and does not answer yet; its patience begins when there is none
     * @throws StackException when the program dies or does not answer in time; the message names its log
     */
    void start(Program program, Supplier<List<String>> unready) {
        boolean isOurs = !runs(program) && launch(program);
        try {
            await(program, isOurs, unready);
        } finally {
            if (runs(program)) {
                processes.supervise(program);
            }
        }
        if (program.yields()) {
            processes.find(program.name()).ifPresent(running -> Priority.yield(running.pid()));
        }
    }

    private boolean runs(Program program) {
        return processes.find(program.name()).isPresent();
    }

    /** Returns false if a supervisor started the program in this moment. */
    private boolean launch(Program program) {
        if (processes.takeOver(program.name())) {
            return false;
        }
        progress.starting(program);
        for (Program.ListenPort port : program.listens()) {
            if (FreePorts.isTaken(port.number())) {
                throw new StackException("Port " + port.number() + " for " + program.name()
                        + " is in use by another program: stop that program, or choose another port with "
                        + port.setting()
                        + ".");
            }
        }
        try {
            processes.start(program.name(), program.prepare());
            return true;
        } catch (IOException e) {
            throw new StackException("Cannot prepare " + program.name() + ": " + e.getMessage() + ".", e);
        }
    }

    private void await(Program program, boolean wasLaunched, Supplier<List<String>> unready) {
        boolean isOurs = wasLaunched;
        boolean canAnswer = false;
        long deadline = System.nanoTime() + program.patience().toNanos();
        long nextLine = System.nanoTime() + WAIT_WORTH_A_LINE;
        String said = "";
        @Nullable String waitsFor = null;
        while (!canAnswer || System.nanoTime() < deadline) {
            if (!canAnswer) {
                List<String> others = unready.get();
                canAnswer = others.isEmpty();
                waitsFor = canAnswer ? null : String.join(", ", others);
                deadline = System.nanoTime() + program.patience().toNanos();
            }
            if (!runs(program)) {
                if (isOurs) {
                    throw new StackException(sentence(program, "ended while it started"));
                }
                isOurs = launch(program); // what ran was ending: a killed process stays visible for a moment
            }
            try {
                if (program.answers()) {
                    return;
                }
            } catch (InterruptedException e) {
                throw interrupted(program, e);
            } catch (Program.NotReady e) {
                waitsFor = canAnswer ? e.getMessage() : waitsFor;
            } catch (Exception notYet) {
                // it does not even say why
            }
            if (waitsFor != null && !waitsFor.equals(said) && System.nanoTime() - nextLine > 0) {
                progress.waiting(program, waitsFor);
                said = waitsFor;
                nextLine = System.nanoTime() + WAIT_WORTH_A_LINE;
            }
            pause(program);
        }
        throw new StackException(sentence(
                program,
                "did not answer within " + program.patience().toSeconds() + " s"
                        + (waitsFor == null ? "" : "; it waits for " + waitsFor)));
    }

    private String sentence(Program program, String what) {
        List<String> lines = processes.lastLines(program.name(), 8);
        return program.name() + " " + what + "; its log is " + processes.log(program.name())
                + (lines.isEmpty() ? " (empty)." : " and ends with:\n    " + String.join("\n    ", lines));
    }

    private static void pause(Program program) {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted(program, e);
        }
    }

    private static StackException interrupted(Program program, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StackException("Interrupted while waiting for " + program.name() + ".", e);
    }
}
