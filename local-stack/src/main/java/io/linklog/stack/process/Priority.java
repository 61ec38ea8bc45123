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
 * Which processes go first where there is not enough processor time for all. By {@code nice}, thread by thread; and
 * where the system shares time out among sessions first (Linux' autogroups, of which each process of a stack is one),
 * by the same number for the session. See sched(7).
 */
final class Priority {

    /** A third of the share of one that does not yield. */
    static final int YIELDING = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Priority.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Priority() {}

    /**
     * Has a process wait for others, but never for ever. Repeated it changes nothing; where the system does not let it,
     * neither.
     */
    static void yield(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            List<String> renice = new ArrayList<>(List.of("renice", Integer.toString(YIELDING), "-p"));
            renice.addAll(threads(process));
            Executables.Result result = Executables.run(LIMIT, renice, Path.of("/"));
            if (!result.ok()) {
                LOG.debug("process {} goes first as others do: {}", pid, result.output());
            }
            Path group = process.resolve("autogroup");
            if (Files.exists(group) && !isOurs(group)) {
                Files.writeString(group, Integer.toString(YIELDING));
            }
        } catch (IOException | UncheckedIOException goneOrAnotherSystem) {
            LOG.debug("process {} goes first as others do: {}", pid, goneOrAnotherSystem.toString());
        }
    }

    /** A thread begins as nice as the one that started it: later ones need nothing. */
    private static List<String> threads(Path process) throws IOException {
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            return threads.map(thread -> thread.getFileName().toString()).toList();
        }
    }

    /** Without a session of its own it would be the launcher, and its shell, that yield. */
    private static boolean isOurs(Path group) throws IOException {
        return name(group).equals(name(Path.of("/proc/self/autogroup")));
    }

    private static String name(Path group) throws IOException {
        return Files.readString(group).split(" ", 2)[0];
    }
}
