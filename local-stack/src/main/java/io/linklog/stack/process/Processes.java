package io.linklog.stack.process;

import io.linklog.stack.machine.Executables;
import io.linklog.stack.machine.ProcessStatus;
import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one stack. Each is recorded in a file under {@code run/}, where later runs of the launcher find it.
 * The file holds the process id and the start time; a process id that the system has reused is left alone.
 *
 * <p>Safe for concurrent use with different names.
 */
public final class Processes {

    /** @param started as the system reports it */
    public record Running(String name, long pid, Instant started) {}

    private static final long POLL_MILLIS = 20;
    private static final Duration TO_BE_KILLED = Duration.ofSeconds(20);

    private final Path run;
    private final Path logs;

    /** @param folder of the stack; {@code run/} and {@code logs/} are created in it */
    public Processes(Path folder) {
        this.run = folder.resolve("run");
        this.logs = folder.resolve("logs");
    }

    /** The log with the output of a process. Each start appends to it. */
    public Path log(String name) {
        return logs.resolve(name + ".log");
    }

    public Path runFolder() {
        return run;
    }

    /**
     * Starts a process that outlives this one. It gets a session of its own, so neither Ctrl-C nor a closed terminal
     * ends it. Its output goes to its log.
     */
    public Running start(String name, Program.Launch launch) {
        try {
            Files.createDirectories(run);
            Files.createDirectories(logs);
            List<String> command = new ArrayList<>();
            // setsid does not fork here, because a child process is no group leader; so the id is that of the program
            Executables.onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
            command.addAll(launch.command());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(launch.folder().toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
            builder.environment().putAll(launch.environment());
            Process process = builder.start();
            Instant started = process.info().startInstant().orElse(Instant.EPOCH);
            write(name, process.pid(), started);
            return new Running(name, process.pid(), started);
        } catch (IOException e) {
            throw new StackException("Could not start " + name + ": " + e.getMessage() + ".", e);
        }
    }

    /** The process of this name; empty if it does not run. */
    public Optional<Running> find(String name) {
        return readRecord(name).filter(known -> handle(known).isPresent());
    }

    /** Whether the process was started and not stopped since: it runs or has died. */
    public boolean isRecorded(String name) {
        return Files.exists(file(name));
    }

    /** The names of all processes that were started and not stopped since, running or dead; sorted. */
    public List<String> names() {
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".pid"))
                    .map(file -> file.substring(0, file.length() - ".pid".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends SIGTERM, waits for {@code grace}, then kills. Does nothing if the process does not run.
     *
     * @return whether the process ended without a kill
     */
    public boolean stop(String name, Duration grace) {
        return signalAndWait(name, "TERM", grace);
    }

    /** {@code kill -9}, and forgets the process. Returns once the process is gone. */
    public void kill(String name) {
        signalAndWait(name, "KILL", TO_BE_KILLED);
    }

    /**
     * {@code kill -9} from outside the stack: the process stays recorded and counts as dead. Returns once the process
     * is gone.
     */
    public void crash(String name) {
        killAndWait(name, running(name));
    }

    /** Freezes the process (SIGSTOP): it exists, but does not answer. */
    public void suspend(String name) {
        signal(name, "STOP");
    }

    /** Continues a frozen process (SIGCONT). */
    public void resume(String name) {
        signal(name, "CONT");
    }

    private boolean signalAndWait(String name, String signal, Duration grace) {
        Optional<ProcessHandle> handle = readRecord(name).flatMap(Processes::handle);
        boolean inOrder = handle.isPresent();
        if (handle.isPresent()) {
            signal(handle.get().pid(), signal);
            if (!awaitEnd(handle.get(), grace)) {
                inOrder = false;
                killAndWait(name, handle.get());
            }
        }
        forget(name);
        return inOrder;
    }

    private void signal(String name, String signal) {
        signal(running(name).pid(), signal);
    }

    private ProcessHandle running(String name) {
        return readRecord(name)
                .flatMap(Processes::handle)
                .orElseThrow(() -> new StackException(name + " does not run."));
    }

    private static void killAndWait(String name, ProcessHandle handle) {
        signal(handle.pid(), "KILL");
        if (!awaitEnd(handle, TO_BE_KILLED)) {
            throw new StackException(name + " (process " + handle.pid() + ") survived kill -9.");
        }
    }

    private static void signal(long pid, String signal) {
        Executables.run(Duration.ofSeconds(10), "kill", "-" + signal, Long.toString(pid));
    }

    /**
     * Polls, because {@link ProcessHandle#onExit} notices the end of a process that is not a child only after seconds.
     */
    private static boolean awaitEnd(ProcessHandle handle, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        while (ProcessStatus.lives(handle) && System.nanoTime() < deadline) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return !ProcessStatus.lives(handle);
    }

    private void forget(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Running> readRecord(String name) {
        try {
            return Optional.ofNullable(parse(name, Files.readString(file(name))));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    static @Nullable Running parse(String name, String line) {
        String[] parts = line.strip().split(" ", -1);
        try {
            return parts.length < 2 ? null : new Running(name, Long.parseLong(parts[0]), Instant.parse(parts[1]));
        } catch (RuntimeException torn) {
            return null; // a file that a crash has truncated counts as missing
        }
    }

    private static Optional<ProcessHandle> handle(Running running) {
        return ProcessHandle.of(running.pid())
                .filter(ProcessStatus::lives)
                .filter(handle -> handle.info()
                        .startInstant()
                        .map(running.started()::equals)
                        .orElse(true));
    }

    private void write(String name, long pid, Instant started) throws IOException {
        Path half = run.resolve(name + ".new");
        Files.write(half, List.of(pid + " " + started), StandardCharsets.UTF_8);
        Files.move(half, file(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path file(String name) {
        return run.resolve(name + ".pid");
    }

    /** The last lines of a log; empty if it cannot be read. Error messages quote them. */
    public List<String> lastLines(String name, int count) {
        try {
            List<String> lines = Files.readAllLines(log(name), StandardCharsets.UTF_8);
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException none) {
            return Collections.emptyList();
        }
    }
}
