package io.linklog.stack.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrderlyEndTest {

    private static final WholeStack.StopProgress SILENT = new WholeStack.StopProgress() {
        @Override
        public void stopping(String name) {}

        @Override
        public void onStopped(String name) {}
    };

    @TempDir
    private Path folder;

    @Test
    void supervisorEndsFirstAndKafkaAfterAllThatWriteToIt() {
        assertThat(OrderlyEnd.order(List.of(
                        "cassandra",
                        "edge",
                        "etcd",
                        "kafka",
                        "projector-2",
                        "query-service",
                        "sidecar-reports",
                        "supervisor",
                        "zipkin")))
                .containsExactly(
                        List.of("supervisor"),
                        List.of("edge", "sidecar-reports"),
                        List.of("projector-2", "query-service"),
                        List.of("cassandra", "etcd"),
                        List.of("kafka"),
                        List.of("zipkin"));
    }

    @Test
    void endsEverythingWithoutABuildAndWithUnreadableFiles() throws Exception {
        Addresses addresses = Addresses.free();
        Processes processes = new Processes(folder);
        for (String name :
                List.of("kafka", "cassandra", "registry", "projector", "edge-agent", "supervisor", "stranger")) {
            processes.start(name, new Program.Launch(List.of("sleep", "600"), Map.of(), folder));
        }
        Files.writeString(folder.resolve("run/cassandra.launch"), "torn \\u00");

        // a project without any build: no jar, no class path
        new WholeStack(
                        new Checkout(folder.resolve("nowhere")).fromCopies(),
                        folder,
                        addresses,
                        Instances.one(addresses))
                .stop(SILENT);
        assertThat(processes.names()).isEmpty();
    }
}
