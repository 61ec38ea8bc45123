package io.linklog.projector.commands;

import com.datastax.oss.driver.api.core.DriverException;
import io.linklog.kit.settings.InvalidSettingsException;
import java.io.PrintStream;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;

/**
 * Says in a sentence what kept a command from switching readers. Exit code 1: not switched, run it again; 2: wrong
 * settings. What is not foreseen comes with its stack trace.
 */
public record SwitchFailures(PrintStream out) implements CommandLine.IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine line, CommandLine.ParseResult parsed)
            throws Exception {
        if (failure instanceof NotSwitchedException) {
            out.println(failure.getMessage());
            return 1;
        }
        if (failure instanceof InvalidSettingsException) {
            System.err.println(failure.getMessage());
            return 2;
        }
        if (failure instanceof KafkaException || failure instanceof DriverException) {
            out.println("A store is away: " + failure.getMessage()
                    + ". Nothing was switched by this; run it again to go on.");
            return 1;
        }
        throw failure;
    }
}
