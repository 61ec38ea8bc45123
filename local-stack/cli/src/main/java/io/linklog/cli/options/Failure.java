package io.linklog.cli.options;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command cannot do its work. The message is for the person at the terminal: one sentence on what is wrong and what
 * to do.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    public Failure(String sentence, @Nullable Throwable cause) {
        this(1, sentence, cause);
    }

    /** @param exitCode of the process, 1 to 255 */
    public Failure(int exitCode, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    /** The full name of a command, also when a test runs it without the command above it. */
    private static String name(CommandSpec command) {
        String name = command.qualifiedName();
        return name.startsWith("linklog ") ? name : "linklog " + name;
    }

    /** Runs a command. A failure becomes a line on standard error and the exit code. */
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
