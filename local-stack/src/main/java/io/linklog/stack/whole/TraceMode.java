package io.linklog.stack.whole;

import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether a stack traces every request, and to which port. Saved in the stack's folder, so processes that start later
 * behave alike.
 */
public final class TraceMode {

    private final Path folder;

    public TraceMode(Path folder) {
        this.folder = folder;
    }

    /** Turns tracing on for processes that start from now on. */
    public void turnOn(int otlpPort) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    file(), "LINKLOG_OTLP_ENDPOINT=http://127.0.0.1:" + otlpPort + "\nLINKLOG_TRACE_SAMPLE=10000\n");
        } catch (IOException e) {
            throw new StackException("Cannot write " + file() + ": " + e.getMessage() + ".", e);
        }
    }

    /** Turns tracing off for processes that start from now on. Idempotent. */
    public void turnOff() {
        try {
            Files.deleteIfExists(file());
        } catch (IOException e) {
            throw new StackException("Cannot delete " + file() + ": " + e.getMessage() + ".", e);
        }
    }

    public boolean isOn() {
        return Files.exists(file());
    }

    /** The environment for tracing; empty when it is off. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        if (isOn()) {
            try {
                for (String line : Files.readAllLines(file())) {
                    int equals = line.indexOf('=');
                    environment.put(line.substring(0, equals), line.substring(equals + 1));
                }
            } catch (IOException e) {
                throw new StackException("Cannot read " + file() + ": " + e.getMessage() + ".", e);
            }
        }
        return environment;
    }

    private Path file() {
        return folder.resolve("traces.env");
    }
}
