package io.linklog.stack.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Whether a process lives. A zombie counts as dead. */
public final class ProcessStatus {
    private ProcessStatus() {}

    /** False for a zombie, which {@link ProcessHandle#isAlive} takes for alive. */
    public static boolean lives(ProcessHandle handle) {
        return handle.isAlive() && !isDefunct(handle.pid());
    }

    /**
     * Whether all threads of the process are dead and the system only keeps its exit code until its parent asks. The
     * parent may never ask: programs of a stack outlive the JVM that started them, and the first process of a container
     * often reaps late or not at all.
     */
    private static boolean isDefunct(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            if (state == 'X') {
                return true; // the moment between zombie and gone
            }
            if (state != 'Z') {
                return false;
            }
            try (Stream<Path> threads = Files.list(process.resolve("task"))) {
                return threads.count() <= 1; // none is left of one that is reaped meanwhile
            }
        } catch (IOException | UncheckedIOException goneOrAnotherSystem) {
            // reaped while we looked, unless this system has no /proc; its folder may exist for a moment longer
            return Files.exists(Path.of("/proc/self"));
        }
    }
}
