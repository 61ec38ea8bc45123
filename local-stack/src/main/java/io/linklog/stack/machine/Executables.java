package io.linklog.stack.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Finds programs of the operating system and runs short ones. */
public final class Executables {
    private Executables() {}

    /**
     * Looks in PATH, then in {@code /usr/sbin} and {@code /sbin}, where Debian puts servers and which not every PATH
     * contains.
     */
    public static Optional<Path> onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin", "/sbin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param output standard output and standard error, merged */
    public record Result(int code, String output) {
        public boolean ok() {
            return code == 0;
        }
    }

    /** Runs a program to its end. A program that takes longer than {@code limit} is killed and counts as failed. */
    public static Result run(Duration limit, String... command) {
        return run(limit, List.of(command), Path.of("").toAbsolutePath());
    }

    public static Result run(Duration limit, List<String> command, Path folder) {
        return run(limit, command, Map.of(), folder);
    }

    /** @param environment added to the inherited environment */
    public static Result run(Duration limit, List<String> command, Map<String, String> environment, Path folder) {
        try {
            Path output = Files.createTempFile("linklog", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment().putAll(environment);
                Process process = builder.directory(folder.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                boolean done = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (!done) {
                    process.destroyForcibly();
                }
                String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
                return new Result(
                        done ? process.exitValue() : -1,
                        done ? said : said + "\n(not done after " + limit.toSeconds() + " s)");
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return new Result(-1, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while " + command.get(0) + " ran.", e);
        }
    }
}
