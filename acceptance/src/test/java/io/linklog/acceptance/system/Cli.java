package io.linklog.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ./linklog} as a person runs it, for one stack. Thread-safe. */
public final class Cli {

    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private final Path root;
    private final Path folder;
    private final Map<String, String> settings;

    /** What one call printed, and its exit code. */
    public record Result(List<String> command, int code, String out, String err) {

        public Result {
            Secrets.note(out);
            Secrets.note(err);
        }

        /** Fails unless the exit code is this one. The failure shows the output. */
        public Result is(int expected) {
            assertThat(code).as("exit code of %s", this).isEqualTo(expected);
            return this;
        }

        public List<String> lines() {
            return out.lines().toList();
        }

        @Override
        public String toString() {
            return String.join(" ", command) + "\nexit code " + code + "\n" + out + err;
        }
    }

    /**
     * @param root of the project
     * @param folder of the stack
     * @param settings more environment
     */
    public Cli(Path root, Path folder, Map<String, String> settings) {
        this.root = root;
        this.folder = folder;
        this.settings = Map.copyOf(settings);
    }

    /** Runs a command of {@code ./linklog} to its end. */
    public Result run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(root.resolve("linklog").toString()));
        command.addAll(List.of(arguments));
        return run(command, root);
    }

    /** Runs any command to its end, with the environment of this stack. */
    public Result run(List<String> command, Path in) {
        try {
            Path out = Files.createTempFile("acceptance", ".out");
            Path err = Files.createTempFile("acceptance", ".err");
            try {
                Process process = builder(command, in)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    kill(process);
                    throw new AssertionError(
                            new Result(command, -1, read(out), read(err) + "\n(not done after " + PATIENCE + ")"));
                }
                return new Result(command, process.exitValue(), read(out), read(err));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /** Starts a command of {@code ./linklog} and returns. Its output goes to the file. */
    public Process start(Path output, String... arguments) {
        List<String> command = new ArrayList<>(List.of(root.resolve("linklog").toString()));
        command.addAll(List.of(arguments));
        try {
            return builder(command, root)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9} for a process and its descendants. Returns once the process is gone. */
    public static void kill(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private ProcessBuilder builder(List<String> command, Path in) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("LINKLOG_"));
        environment.put("LINKLOG_DIR", folder.toString());
        // the build is fresh: Maven runs these tests
        environment.put("LINKLOG_BUILD", "never");
        environment.putAll(settings);
        return builder;
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
