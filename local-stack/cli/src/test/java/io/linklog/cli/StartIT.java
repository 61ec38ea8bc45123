package io.linklog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line in a JVM of its own. */
class StartIT {

    @TempDir
    Path folder;

    @Test
    void aCommandThatNeedsNoClientOfEtcdLoadsNoneOfIt() throws Exception {
        Path classes = folder.resolve("classes");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + classes,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "status",
                        "--dir",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("out")))
                .isEqualTo(1);
        List<String> loaded = Files.readAllLines(classes);
        assertThat(loaded).anyMatch(line -> line.contains("io.linklog.cli.importing.ImportCommand "));
        // records of mesh's own may be named by the methods of commands, and cost nothing; the client of etcd costs a
        // second
        assertThat(loaded).noneMatch(line -> line.matches(".* io\\.(etcd|grpc|netty|vertx|micrometer)\\..*"));
    }
}
