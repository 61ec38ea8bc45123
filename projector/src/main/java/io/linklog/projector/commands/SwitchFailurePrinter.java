package io.linklog.projector.commands;

import com.datastax.oss.driver.api.core.DriverException;
import io.linklog.kit.settings.InvalidSettingsException;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import java.io.PrintStream;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;

/**
 * Prints why a command has not switched readers, as a sentence. A command handles failures after its switch itself.
 * Exit code 1: not switched, run it again; 2: wrong settings. Unexpected exceptions keep their stack trace.
 */
public record SwitchFailurePrinter(PrintStream out) implements CommandLine.IExecutionExceptionHandler {

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
        if (failure instanceof KafkaException
                || failure instanceof DriverException
                || failure instanceof EtcdUnavailableException) {
            out.println("A server does not answer: " + failure.getMessage()
                    + ". Nothing was switched; run the command again to continue.");
            return 1;
        }
        throw failure;
    }
}
