package io.linklog.stack.process;

import io.linklog.stack.machine.Executables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lowers the CPU priority of a process: sets the {@code nice} value of each thread and, where Linux divides CPU time
 * among autogroups first, the same value for the autogroup. Each process of a stack has its own session and therefore
 * its own autogroup. See sched(7).
 */
final class Priority {

    /** At this nice value a process gets about a third of the share of one at 0. */
    static final int YIELDING = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Priority.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Priority() {}

    /** Lowers the priority of a process; it still makes progress. Idempotent. Does nothing where the system refuses. */
    static void yield(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            List<String> renice = new ArrayList<>(List.of("renice", Integer.toString(YIELDING), "-p"));
            renice.addAll(threads(process));
            Executables.Result result = Executables.run(LIMIT, renice, Path.of("/"));
            if (!result.ok()) {
                LOG.debug("process {} keeps its priority: {}", pid, result.output());
            }
            Path group = process.resolve("autogroup");
            if (Files.exists(group) && !isOurs(group)) {
                Files.writeString(group, Integer.toString(YIELDING));
            }
        } catch (IOException | UncheckedIOException goneOrAnotherSystem) {
            LOG.debug(
                    "process {} then the process has the priority of others: {}", pid, goneOrAnotherSystem.toString());
        }
    }

    /** A new thread inherits the nice value of its parent thread, so setting the existing ones is enough. */
    private static List<String> threads(Path process) throws IOException {
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            return threads.map(thread -> thread.getFileName().toString()).toList();
        }
    }

    /** A process without a session of its own shares the launcher's autogroup, which must not yield. */
    private static boolean isOurs(Path group) throws IOException {
        return name(group).equals(name(Path.of("/proc/self/autogroup")));
    }

    private static String name(Path group) throws IOException {
        return Files.readString(group).split(" ", 2)[0];
    }
}
