package io.linklog.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files under {@code run/}, by which processes that know nothing of each other agree on a stack. For each process:
 *
 * <ul>
 *   <li>{@code .pid}: its id and start time. Exists from its start until it is stopped.
 *   <li>{@code .launch}: how it was started, a {@link LaunchRecord}.
 *   <li>{@code .supervised}: it is to run; who finds it dead starts it again, as {@link Supervised} says.
 *   <li>{@code .restarts}: how often that happened, and why, {@link Restarts}.
 * </ul>
 */
final class RunFolder {
    private static final List<String> ALL = List.of(".supervised", ".pid", ".launch", ".restarts");

    private final Path run;

    RunFolder(Path run) {
        this.run = run;
    }

    Path path() {
        return run;
    }

    Path pid(String name) {
        return run.resolve(name + ".pid");
    }

    Path launch(String name) {
        return run.resolve(name + ".launch");
    }

    Path supervised(String name) {
        return run.resolve(name + ".supervised");
    }

    Path restarts(String name) {
        return run.resolve(name + ".restarts");
    }

    /** The names of all processes that have a file of this kind; sorted. */
    List<String> names(String kind) {
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(kind))
                    .map(file -> file.substring(0, file.length() - kind.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes all files of a process. */
    void forget(String name) {
        try {
            for (String kind : ALL) {
                Files.deleteIfExists(run.resolve(name + kind));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void writePid(String name, long pid, Instant started) throws IOException {
        write(pid(name), pid + " " + started);
    }

    /** Writes a file of one line. A crash leaves either the old file or the new one. */
    void write(Path file, String line) throws IOException {
        Path half = run.resolve(file.getFileName() + ".new");
        Files.write(half, List.of(line), StandardCharsets.UTF_8);
        Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    Optional<Processes.Running> readPid(String name) {
        try {
            return Optional.ofNullable(parse(name, Files.readString(pid(name))));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    static Processes.@Nullable Running parse(String name, String line) {
        String[] parts = line.strip().split(" ", -1);
        try {
            return parts.length < 2
                    ? null
                    : new Processes.Running(name, Long.parseLong(parts[0]), Instant.parse(parts[1]));
        } catch (RuntimeException torn) {
            return null; // a file that a crash has truncated counts as missing
        }
    }
}
