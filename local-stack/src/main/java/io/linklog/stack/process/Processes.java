package io.linklog.stack.process;

import io.linklog.stack.machine.Executables;
import io.linklog.stack.machine.ProcessStatus;
import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
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

    /** The end of the name of a second log, for programs that keep standard error apart. */
    public static final String STDERR_LOG = ".stderr.log";

    private final RunFolder files;
    private final RunLock lock;
    private final Path logs;
    private final Map<String, Process> children = new ConcurrentHashMap<>();
    private boolean startsNoMore;

    /** @param folder of the stack; {@code run/} and {@code logs/} are created in it */
    public Processes(Path folder) {
        this.files = new RunFolder(folder.resolve("run"));
        this.lock = new RunLock(files.path());
        this.logs = folder.resolve("logs");
    }

    /** The log with the output of a process. Each start appends to it. */
    public Path log(String name) {
        return logs.resolve(name + ".log");
    }

    public Path runFolder() {
        return files.path();
    }

    /**
     * Starts a process that outlives this one. It gets a session of its own, so neither Ctrl-C nor a closed terminal
     * ends it. Its output goes to its log. Nobody restarts it before {@link #supervise}. If the process runs already,
     * that one is returned.
     */
    public Running start(String name, Program.Launch launch) {
        return locked("Could not start " + name, () -> {
            Optional<Running> running = find(name);
            if (running.isPresent()) {
                return running.get();
            }
            files.forget(name);
            LaunchRecord record = LaunchRecord.of(launch, System.getenv());
            Running started = launch(name, record);
            record.save(files.launch(name));
            return started;
        });
    }

    private Running launch(String name, LaunchRecord launch) throws IOException {
        if (startsNoMore) {
            throw new StackException(name + " does not start: everything that was started is taken back.");
        }
        Files.createDirectories(logs);
        List<String> command = new ArrayList<>();
        // setsid does not fork here, because a child process is no group leader; so the id is that of the program
        Executables.onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(launch.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(launch.folder().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
        builder.environment().clear();
        builder.environment().putAll(launch.environment());
        Process process = builder.start();
        children.put(name, process);
        // unknown of a process that has ended already; it has not lived long, whatever the system would have said
        Instant started = process.info().startInstant().orElseGet(Instant::now);
        try {
            files.writePid(name, process.pid(), started);
        } catch (IOException e) {
            // on a full disk: nobody would find the process again, and each later start would meet its ports
            process.destroyForcibly();
            throw e;
        }
        return new Running(name, process.pid(), started);
    }

    /** From now on, this object starts no process: a start that was interrupted must not go on behind its end. */
    public void startNoMore() {
        locked("Could not end the start", () -> startsNoMore = true);
    }

    /** From now on, a supervisor starts the process again when it dies, until it is stopped or killed here. */
    void supervise(Program program) {
        String name = program.name();
        locked("Could not hand " + name + " to the supervisor", () -> {
            if (Files.exists(files.pid(name)) && !startsNoMore) {
                files.write(files.supervised(name), Supervised.of(program).line());
            }
            return true;
        });
    }

    /** From now on, no supervisor starts the process. Returns whether the process runs. */
    boolean takeOver(String name) {
        return locked("Could not take over " + name, () -> {
            Files.deleteIfExists(files.supervised(name));
            return find(name).isPresent();
        });
    }

    /** The names of the processes that a supervisor starts again when they are dead. */
    public List<String> supervised() {
        return files.names(".supervised");
    }

    /** Gives the process the lower priority of those for whose work no client waits. */
    public void lowerPriority(Running running) {
        Priority.yield(running.pid());
    }

    /** What a supervisor must know of a process; empty if it is not supervised. */
    public Optional<Supervised> asSupervised(String name) {
        try {
            return Optional.of(Supervised.parse(Files.readString(files.supervised(name))));
        } catch (IOException notSupervised) {
            return Optional.empty();
        }
    }

    /**
     * Starts a supervised process again as it was started before. Empty if it runs, or is not supervised any more.
     *
     * @param reason why it ended, in one line
     * @throws StackException when it cannot be started
     */
    public Optional<Running> restart(String name, String reason, Instant now) {
        return locked("Could not start " + name + " again", () -> {
            if (!Files.exists(files.supervised(name)) || find(name).isPresent()) {
                return Optional.empty();
            }
            int before = restarts(name).map(Restarts::count).orElse(0);
            Running started = launch(name, LaunchRecord.load(files.launch(name)));
            files.write(files.restarts(name), new Restarts(before + 1, now, reason).line());
            return Optional.of(started);
        });
    }

    /** How often a supervisor has started the process again; empty if never. */
    public Optional<Restarts> restarts(String name) {
        return Restarts.load(files.restarts(name));
    }

    /** The command with which the process was started last; empty if that is unknown. */
    public List<String> command(String name) {
        try {
            return LaunchRecord.load(files.launch(name)).command();
        } catch (IOException unknown) {
            return List.of();
        }
    }

    /** The exit code of a process that this object has started and that ended since; 128 + n after signal n. */
    public OptionalInt exitCode(String name) {
        @Nullable Process child = children.get(name);
        return child == null || child.isAlive() ? OptionalInt.empty() : OptionalInt.of(child.exitValue());
    }

    private <T> T locked(String otherwise, RunLock.Work<T> work) {
        try {
            return lock.hold(work);
        } catch (IOException e) {
            throw new StackException(otherwise + ": " + e.getMessage() + ".", e);
        }
    }

    /** The process of this name; empty if it does not run. */
    public Optional<Running> find(String name) {
        return recorded(name).filter(known -> handle(known).isPresent());
    }

    /** The process of this name, running or dead; empty if it was never started, or was stopped. */
    public Optional<Running> recorded(String name) {
        return files.readPid(name);
    }

    /** Whether the process was started and not stopped since: it runs or has died. */
    public boolean isRecorded(String name) {
        return Files.exists(files.pid(name));
    }

    /** The names of all processes that were started and not stopped since, running or dead; sorted. */
    public List<String> names() {
        return files.names(".pid");
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
        signalAndWait(name, "KILL", Signals.TO_BE_KILLED);
    }

    /**
     * {@code kill -9} from outside the stack: the process stays recorded and counts as dead. Returns once the process
     * is gone.
     */
    public void crash(String name) {
        Signals.kill(name, running(name));
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
        takeOver(name);
        Optional<ProcessHandle> handle = recorded(name).flatMap(Processes::handle);
        boolean inOrder = handle.isPresent();
        if (handle.isPresent()) {
            Signals.send(handle.get().pid(), signal);
            if (!Signals.awaitEnd(handle.get(), grace)) {
                inOrder = false;
                Signals.kill(name, handle.get());
            }
        }
        files.forget(name);
        return inOrder;
    }

    private void signal(String name, String signal) {
        Signals.send(running(name).pid(), signal);
    }

    private ProcessHandle running(String name) {
        return recorded(name).flatMap(Processes::handle).orElseThrow(() -> new StackException(name + " does not run."));
    }

    private static Optional<ProcessHandle> handle(Running running) {
        return ProcessHandle.of(running.pid())
                .filter(ProcessStatus::lives)
                .filter(handle -> handle.info()
                        .startInstant()
                        .map(running.started()::equals)
                        .orElse(true));
    }

    /** The last lines of a log; empty if it cannot be read. Error messages quote them. */
    public List<String> lastLines(String name, int count) {
        List<String> lines = lines(log(name));
        if (lines.isEmpty()) {
            lines = lines(logs.resolve(name + STDERR_LOG));
        }
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    private static List<String> lines(Path log) {
        try {
            return Files.readAllLines(log, StandardCharsets.UTF_8);
        } catch (IOException none) {
            return Collections.emptyList();
        }
    }
}
