package io.linklog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line in a JVM of its own. */
class StartIT {

    @TempDir
    Path folder;

    @Test
    void aCommandThatNeedsNoClientOfEtcdLoadsNoneOfIt() throws Exception {
        List<String> loaded = classesLoadedBy(Main.class, 1, "status", "--dir", folder.toString());
        assertThat(loaded).anyMatch(line -> line.contains("io.linklog.cli.importing.ImportCommand "));
        // records of mesh's own may be named by the methods of commands, and cost nothing; the client of etcd costs a
        // second
        assertThat(loaded).noneMatch(line -> line.matches(".* io\\.(etcd|grpc|netty|vertx|micrometer)\\..*"));
    }

    @Test
    void theArchiveHoldsTheClientsOfEtcdAndKafka() throws Exception {
        List<String> loaded = classesLoadedBy(TypicalCommands.class, 0);
        assertThat(loaded)
                .anyMatch(line -> line.contains(" io.linklog.cli.up.StatusCommand "))
                .anyMatch(line -> line.contains(" io.etcd.jetcd.impl.KVImpl "))
                .anyMatch(line -> line.contains(" io.grpc.internal.ManagedChannelImpl "))
                .anyMatch(line -> line.contains(" org.apache.kafka.clients.admin.KafkaAdminClient "));
    }

    /** The log of the classes that this main class loads, without a stack. */
    private List<String> classesLoadedBy(Class<?> main, int exitCode, String... arguments) throws Exception {
        Path classes = folder.resolve("classes");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + classes,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("LINKLOG_DIR", folder.toString());
        environment.put("LINKLOG_ETCD_ENDPOINTS", "http://127.0.0.1:1"); // nobody listens on port 1
        environment.put("LINKLOG_KAFKA_BOOTSTRAP", "127.0.0.1:1");
        assertThat(builder.start().waitFor())
                .as(Files.readString(folder.resolve("out")))
                .isEqualTo(exitCode);
        return Files.readAllLines(classes);
    }
}
