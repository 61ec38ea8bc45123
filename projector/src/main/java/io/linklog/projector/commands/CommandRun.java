package io.linklog.projector.commands;

import com.datastax.oss.driver.api.core.DriverException;
import io.linklog.kit.process.LogBridge;
import io.linklog.kit.settings.InvalidSettingsException;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;

/**
 * Runs the commands of this module. A failure is one sentence on the error output. Exit code 1: not done, run it again;
 * 2: wrong options or settings. Unexpected exceptions keep their stack trace.
 */
public final class CommandRun {

    private CommandRun() {}

    /**
     * The main of a command. Does not return.
     *
     * @param line the command line of the command, from its environment and its output
     */
    public static void exit(BiFunction<Map<String, String>, PrintStream, CommandLine> line, String[] args) {
        LogBridge.install();
        System.exit(line.apply(System.getenv(), System.out).execute(args));
    }

    /** @param unchanged what a command has not done if a server fails meanwhile, and what to do: whole sentences */
    public static CommandLine line(Callable<Integer> command, String unchanged) {
        return new CommandLine(command)
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(sentence(failure, unchanged));
                    return failure instanceof InvalidSettingsException ? 2 : 1;
                });
    }

    private static String sentence(Exception failure, String unchanged) throws Exception {
        if (failure instanceof NotSwitchedException
                || failure instanceof RefusedException
                || failure instanceof InvalidSettingsException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof IOException) {
            return "A file cannot be used: " + failure;
        }
        if (failure instanceof KafkaException
                || failure instanceof DriverException
                || failure instanceof EtcdUnavailableException) {
            return "A server does not answer: " + failure.getMessage() + ". " + unchanged;
        }
        throw failure;
    }
}
