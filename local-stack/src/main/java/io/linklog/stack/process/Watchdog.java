package io.linklog.stack.process;

import io.linklog.stack.machine.Executables;
import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Kills the processes of a stack when the JVM that owns the stack is gone, for whatever reason. It is a shell that
 * reads a pipe which only this JVM holds open; at the end of input it kills all processes that {@code run/} names. A
 * shutdown hook alone would leave servers behind when a test JVM is killed.
 */
public final class Watchdog implements AutoCloseable {
    /**
     * Ignores the start time, which is the second word of a pid file: the system is unlikely to reuse an id within
     * milliseconds.
     */
    private static final String SCRIPT = """
            read -r line
            [ "$line" = close ] && exit 0
            for f in "$1"/*.pid; do
              [ -f "$f" ] && read -r pid rest < "$f" && kill -KILL "$pid"
            done
            """;

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

    /** Ends the shell without a kill, because the stack was closed in order. */
    @Override
    public void close() {
        try (var in = shell.getOutputStream()) {
            in.write("close\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        } catch (IOException alreadyGone) {
            // the shell is gone, so it kills nothing
        }
    }
}
