package io.linklog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkCommand;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.topology.decision.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdAwayIT {

    @TempDir
    Path folder;

    @Test
    void createsGoOnWhileEtcdIsAwayAndIdsAreLeasedAgainWhenItIsBack() throws Exception {
        try (LocalStack stack = LocalStack.builder(folder.resolve("stack"))
                        .with(Server.KAFKA, Server.REGISTRY, Server.ETCD)
                        .start();
                TopologyInstance instance = TopologyInstance.start(
                        stack, folder.resolve("state"), "etcd-away", Map.of("LINKLOG_ID_RESERVE", "7d"));
                TopologyClient wire = new TopologyClient(stack)) {
            assertThat(codes(wire, 10)).doesNotHaveDuplicates();
            stack.kill(Server.ETCD);
            // two segments last seven days at 0.3 creates/s only, so a lease is wanted, and fails
            assertThat(codes(wire, 1_000)).doesNotHaveDuplicates().doesNotContainNull();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> instance.metrics
                                    .counter("linklog.ids.lease.failures")
                                    .count()
                            > 0);
            double before =
                    instance.metrics.get("linklog.ids.remaining").gauge().value();
            stack.start(Server.ETCD);
            Awaitility.await()
                    // gRPC backs off to a connection attempt every two minutes
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> instance.metrics
                                    .get("linklog.ids.remaining")
                                    .gauge()
                                    .value()
                            > before);
            assertThat(instance.health.readinessProblems()).containsOnlyKeys("process");
        }
    }

    private static List<String> codes(TopologyClient wire, int count) {
        List<LinkCommand> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LinkCommand command = Commands.of(Commands.create("https://example.org/" + i));
            commands.add(command);
            wire.send(command);
        }
        return commands.stream()
                .map(c -> ((Accepted) wire.outcome(c.getCommandId()).getResult())
                        .getLink()
                        .getCode())
                .collect(Collectors.toList());
    }
}
