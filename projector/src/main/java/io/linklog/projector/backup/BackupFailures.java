package io.linklog.projector.backup;

import com.datastax.oss.driver.api.core.DriverException;
import io.linklog.kit.settings.InvalidSettingsException;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import java.io.IOException;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;

/**
 * Prints why a backup or a restore failed, as a sentence. Exit code 1: run it again; 2: wrong settings. Unexpected
 * exceptions keep their stack trace.
 */
record BackupFailures(String command) implements CommandLine.IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine line, CommandLine.ParseResult parsed)
            throws Exception {
        if (failure instanceof InvalidSettingsException) {
            System.err.println(failure.getMessage());
            return 2;
        }
        if (failure instanceof BackupException) {
            System.err.println(command + ": " + failure.getMessage());
            return 1;
        }
        if (failure instanceof IOException) {
            System.err.println(command + ": the file cannot be used: " + failure);
            return 1;
        }
        if (failure instanceof KafkaException
                || failure instanceof DriverException
                || failure instanceof EtcdUnavailableException) {
            System.err.println(command + ": a server does not answer: " + failure.getMessage() + ". Run it again.");
            return 1;
        }
        throw failure;
    }
}
