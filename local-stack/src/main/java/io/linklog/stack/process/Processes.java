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
 * The processes of one stack, known by files under {@code run/}, so that another run of the launcher finds them again.
 * A file holds the process id and the start time of the process; an id that was given to somebody else since is never
 * touched.
 *
 * <p>Safe for several threads that work on different names.
 */
public final class Processes {

    /** @param started as the system reports it */
    public record Running(String name, long pid, Instant started) {}

    private static final long POLL_MILLIS = 20;
    private static final Duration TO_BE_KILLED = Duration.ofSeconds(20);

    private final Path run;
    private final Path logs;

    /** @param folder the stack's; {@code run/} and {@code logs/} are made in it */
    public Processes(Path folder) {
        this.run = folder.resolve("run");
        this.logs = folder.resolve("logs");
    }

    /** Where the output of this process goes, appended start after start. */
    public Path log(String name) {
        return logs.resolve(name + ".log");
    }

    public Path runFolder() {
        return run;
    }

    /**
     * Starts a process that outlives this one: in a session of its own, so that neither Ctrl-C nor a closed terminal
     * reaches it, with its output in its log.
     */
    public Running start(String name, Program.Launch launch) {
        try {
            Files.createDirectories(run);
            Files.createDirectories(logs);
            List<String> command = new ArrayList<>();
            // setsid does not fork here (a child of ours is no group leader), so the id is that of the program itself
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

    /** The process of this name, if it runs. */
    public Optional<Running> find(String name) {
        return recorded(name).filter(known -> handle(known).isPresent());
    }

    /** Whether it was started and not stopped since: it runs, or it died. */
    public boolean isRecorded(String name) {
        return Files.exists(file(name));
    }

    /** What was started and not stopped since, running or dead, by name. */
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
     * Asks it to end, waits for {@code grace}, then kills it. Nothing happens where it does not run.
     *
     * @return whether it ended without being killed
     */
    public boolean stop(String name, Duration grace) {
        return signalAndWait(name, "TERM", grace);
    }

    /** {@code kill -9}: the crash that tests are about. Returns once the process is gone. */
    public void kill(String name) {
        signalAndWait(name, "KILL", TO_BE_KILLED);
    }

    /**
     * {@code kill -9} as somebody else would do it: it is not forgotten that it was to run. Returns once the process is
     * gone.
     */
    public void crash(String name) {
        killAndWait(name, running(name));
    }

    /** SIGSTOP: alive for the system, dead for its clients. */
    public void suspend(String name) {
        signal(name, "STOP");
    }

    /** SIGCONT. */
    public void resume(String name) {
        signal(name, "CONT");
    }

    private boolean signalAndWait(String name, String signal, Duration grace) {
        Optional<ProcessHandle> handle = recorded(name).flatMap(Processes::handle);
        boolean inOrder = handle.isPresent();
        if (handle.isPresent()) {
            signal(handle.get().pid(), signal);
            if (!ended(handle.get(), grace)) {
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
        return recorded(name).flatMap(Processes::handle).orElseThrow(() -> new StackException(name + " does not run."));
    }

    private static void killAndWait(String name, ProcessHandle handle) {
        signal(handle.pid(), "KILL");
        if (!ended(handle, TO_BE_KILLED)) {
            throw new StackException(name + " (process " + handle.pid() + ") does not end, not even by kill -9.");
        }
    }

    private static void signal(long pid, String signal) {
        Executables.run(Duration.ofSeconds(10), "kill", "-" + signal, Long.toString(pid));
    }

    /** Asks itself: {@link ProcessHandle#onExit} takes seconds to see the end of what is no child of this process. */
    private static boolean ended(ProcessHandle handle, Duration within) {
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

    private Optional<Running> recorded(String name) {
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
            return null; // a file cut short by a crash tells as much as none
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

    /** The last lines of a log, for the sentence that says why something did not start. */
    public List<String> lastLines(String name, int count) {
        try {
            List<String> lines = Files.readAllLines(log(name), StandardCharsets.UTF_8);
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException none) {
            return Collections.emptyList();
        }
    }
}
