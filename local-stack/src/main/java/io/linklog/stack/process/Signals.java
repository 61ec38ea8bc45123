package io.linklog.stack.process;

import io.linklog.stack.machine.Executables;
import io.linklog.stack.machine.ProcessStatus;
import io.linklog.stack.machine.StackException;
import java.time.Duration;

/** Signals to processes of this machine, and their ends. */
final class Signals {
    static final Duration TO_BE_KILLED = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 20;

    private Signals() {}

    static void send(long pid, String signal) {
        Executables.run(Duration.ofSeconds(10), "kill", "-" + signal, Long.toString(pid));
    }

    /** {@code kill -9}; returns once the process is gone. */
    static void kill(String name, ProcessHandle handle) {
        send(handle.pid(), "KILL");
        if (!awaitEnd(handle, TO_BE_KILLED)) {
            throw new StackException(name + " (process " + handle.pid() + ") survived kill -9.");
        }
    }

    /**
     * Polls, because {@link ProcessHandle#onExit} notices the end of a process that is not a child only after seconds.
     *
     * @return whether the process has ended
     */
    static boolean awaitEnd(ProcessHandle handle, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        while (ProcessStatus.lives(handle)) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
