package io.linklog.stack.process;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * How a process was started, so that it can be started again in the same way. Only the owner may read the file, because
 * an environment may contain secrets.
 *
 * @param environment the whole environment, inherited variables included but for the caller's API key
 */
record LaunchRecord(List<String> command, Map<String, String> environment, Path folder) {

    private static final String ARGUMENT = "argument.";
    private static final String VARIABLE = "variable.";
    private static final String FOLDER = "folder";
    /** The API key of whoever calls the command line: no server needs it, and none may keep it. */
    private static final String KEY_OF_CALLER = "LINKLOG_KEY";

    LaunchRecord {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    static LaunchRecord of(Program.Launch launch, Map<String, String> inherited) {
        Map<String, String> environment = new HashMap<>(inherited);
        environment.remove(KEY_OF_CALLER);
        environment.putAll(launch.environment());
        return new LaunchRecord(launch.command(), environment, launch.folder());
    }

    /** Saves the record. A crash leaves either the old file or the new one. */
    void save(Path file) throws IOException {
        Properties saved = new Properties();
        for (int i = 0; i < command.size(); i++) {
            saved.setProperty(ARGUMENT + i, command.get(i));
        }
        environment.forEach((name, value) -> saved.setProperty(VARIABLE + name, value));
        saved.setProperty(FOLDER, folder.toString());
        Path half = Files.createTempFile(
                Objects.requireNonNull(file.getParent(), "The file lies in a folder"),
                "launch",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (Writer writer = Files.newBufferedWriter(half, StandardCharsets.UTF_8)) {
            saved.store(writer, null);
        }
        Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** @throws IOException when there is no such record, or it cannot be read */
    static LaunchRecord load(Path file) throws IOException {
        Properties saved = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            saved.load(reader);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no record of a launch", e);
        }
        List<String> command = new ArrayList<>();
        for (int i = 0; saved.containsKey(ARGUMENT + i); i++) {
            command.add(saved.getProperty(ARGUMENT + i));
        }
        Map<String, String> environment = new HashMap<>();
        saved.stringPropertyNames().stream()
                .filter(name -> name.startsWith(VARIABLE))
                .forEach(name -> environment.put(name.substring(VARIABLE.length()), saved.getProperty(name)));
        if (command.isEmpty() || !saved.containsKey(FOLDER)) {
            throw new IOException(file + " is no record of a launch");
        }
        return new LaunchRecord(command, environment, Path.of(saved.getProperty(FOLDER)));
    }
}
