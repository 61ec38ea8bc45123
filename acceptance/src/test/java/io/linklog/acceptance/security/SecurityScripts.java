package io.linklog.acceptance.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.stack.machine.Executables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The scripts of {@code docker/security}. In place of the servers' own tools, of which each call would start a JVM or
 * which are not on this machine, they find a program that writes down how it is called.
 */
final class SecurityScripts {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> TOOLS = List.of("kafka-configs.sh", "kafka-acls.sh", "etcdctl", "cqlsh");

    private static final String RECORDER = """
            #!/bin/sh
            tool=${0##*/}
            {
              printf '\\036%s' "$tool"
              for last in "$@"; do printf '\\037%s' "$last"; done
              printf '\\035'
              case "$tool $1 $2" in
                kafka-configs.sh*) cat "$last" ;;
                "etcdctl user add" | cqlsh*) cat ;;
              esac
            } >> "$RECORD"
            case "$1 $2" in "user get" | "role get") exit 1 ;; esac # nothing exists
            """;

    private final Path scripts;
    private final Path folder;

    /**
     * @param root of the project
     * @param folder for the secrets and the calls
     */
    SecurityScripts(Path root, Path folder) throws IOException {
        this.scripts = root.resolve("docker/security");
        this.folder = folder;
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path file = Files.writeString(tools.resolve(tool), RECORDER);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        }
        run("make-secrets.sh", secrets().toString());
    }

    Path secrets() {
        return folder.resolve("secrets");
    }

    Path kafkaFile(String user) {
        return secrets().resolve(user).resolve("kafka.properties");
    }

    Path passwordFile(String user) {
        return secrets().resolve(user).resolve("password");
    }

    /** Runs a script; returns the calls that it makes. */
    List<ToolCall> run(String script, String... arguments) throws IOException {
        Path record = Files.createTempFile(folder, script, ".calls");
        List<String> command = new ArrayList<>(List.of(scripts.resolve(script).toString()));
        command.addAll(List.of(arguments));
        Executables.Result result = Executables.run(
                PATIENCE,
                command,
                Map.of("PATH", folder.resolve("tools") + ":" + System.getenv("PATH"), "RECORD", record.toString()),
                folder);
        assertThat(result.code()).as(result.output()).isZero();
        return Arrays.stream(Files.readString(record).split("\u001e"))
                .filter(call -> !call.isEmpty())
                .map(SecurityScripts::parse)
                .toList();
    }

    private static ToolCall parse(String recorded) {
        String[] parts = recorded.split("\u001d", 2);
        List<String> words = List.of(parts[0].split("\u001f"));
        return new ToolCall(words.get(0), words.subList(1, words.size()), parts[1]);
    }
}
