package io.linklog.cli.options;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command cannot do what was asked. The message is a sentence for the person at the terminal: what is wrong, what to
 * do.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    public Failure(String sentence, @Nullable Throwable cause) {
        this(1, sentence, cause);
    }

    /** @param exitCode what the process ends with, 1 to 255 */
    public Failure(int exitCode, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    /** As people type it, with the commands above it; {@code linklog} in front also where a test runs one alone. */
    private static String name(CommandSpec command) {
        String name = command.qualifiedName();
        return name.startsWith("linklog ") ? name : "linklog " + name;
    }

    /** Does a command's work; a failure becomes a line on standard error and its exit code. */
    public static int report(CommandSpec command, Callable<Integer> work) throws Exception {
        try {
            return work.call();
        } catch (Failure e) {
            command.commandLine().getErr().println(name(command) + ": " + e.getMessage());
            command.commandLine().getErr().flush();
            return e.exitCode;
        }
    }
}
