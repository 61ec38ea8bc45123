package io.linklog.stack.process;

import io.linklog.stack.machine.FreePorts;
import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts one program and waits until it answers. Blocks; safe for concurrent use with different programs. */
final class Starter {
    private static final long POLL_MILLIS = 50;
    private final Processes processes;

    Starter(Processes processes) {
        this.processes = processes;
    }

    /**
     * Starts the program if it does not run and waits until it answers.
     *
     * @throws StackException when the program dies or does not answer in time; the message names its log
     */
    void start(Program program) {
        boolean isOurs = !runs(program);
        if (isOurs) {
            launch(program);
        }
        await(program, isOurs);
        if (program.yields()) {
            processes.find(program.name()).ifPresent(running -> Priority.yield(running.pid()));
        }
    }

    private boolean runs(Program program) {
        return processes.find(program.name()).isPresent();
    }

    private void launch(Program program) {
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
        } catch (IOException e) {
            throw new StackException("Cannot prepare " + program.name() + ": " + e.getMessage() + ".", e);
        }
    }

    private void await(Program program, boolean wasLaunched) {
        boolean isOurs = wasLaunched;
        long deadline = System.nanoTime() + program.patience().toNanos();
        @Nullable Exception last = null;
        while (System.nanoTime() < deadline) {
            if (!runs(program)) {
                if (isOurs) {
                    throw new StackException(sentence(program, "ended while it started"));
                }
                launch(program); // the process seen above was ending: a killed process stays visible for a moment
                isOurs = true;
            }
            try {
                if (program.answers()) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StackException("Interrupted while waiting for " + program.name() + ".", e);
            } catch (Exception notYet) {
                last = notYet;
            }
            pause(program);
        }
        String within = Duration.ofNanos(program.patience().toNanos()).toSeconds() + " s";
        String sentence = sentence(program, "did not answer within " + within);
        throw last == null ? new StackException(sentence) : new StackException(sentence, last);
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
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while waiting for " + program.name() + ".", e);
        }
    }
}
