package io.linklog.stack.process;

import io.linklog.stack.machine.Executables;
import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends the processes of a stack when the JVM that owns it is gone, however it went: a shell that reads from a pipe
 * which only that JVM holds open, and kills what {@code run/} names at the end of input. A shutdown hook alone would
 * leave servers behind when a test JVM is killed.
 */
public final class Watchdog implements AutoCloseable {
    /** The pid file's second word is the start time; a reused id is improbable in the milliseconds this takes. */
    private static final String SCRIPT =
            "read -r line; [ \"$line\" = close ] && exit 0; for f in \"$1\"/*.pid; do [ -f \"$f\" ] && read -r pid rest < \"$f\" && kill -KILL \"$pid\"; done";

    private final Process shell;

    public Watchdog(Path runFolder) {
        List<String> command = new ArrayList<>();
        Executables.onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(List.of("sh", "-c", SCRIPT, "linklog-watchdog", runFolder.toString()));
        try {
            shell = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new StackException("Cannot start a shell: " + e.getMessage() + ".", e);
        }
    }

    /** The stack was closed in order; there is nothing left to kill. */
    @Override
    public void close() {
        try (var in = shell.getOutputStream()) {
            in.write("close\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        } catch (IOException alreadyGone) {
            // then it kills nothing either
        }
    }
}
