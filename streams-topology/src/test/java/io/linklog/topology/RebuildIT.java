package io.linklog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.topology.decision.Commands;
import io.linklog.topology.links.LinkNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stores of the topology are lost, and come back from the log. */
class RebuildIT {

    private static final int COMMANDS = 20_000;
    private static final Duration LONG = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private final LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    RebuildIT() throws Exception {}

    @Test
    void storesAreEqualAfterARebuildAndNothingIsDecidedTwice() throws Exception {
        List<LinkCommand> sent = new ArrayList<>();
        RandomCommands commands = new RandomCommands(42, run);
        TopologyInstance.start(stack, folder.resolve("topics"), "topics-" + run).close();
        try (TopologyClient wire = new TopologyClient(stack);
                Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
            try (TopologyInstance instance = TopologyInstance.start(stack, folder.resolve("first"), "first-" + run)) {
                for (int i = 0; i < COMMANDS; i++) {
                    LinkCommand command = commands.next();
                    sent.add(command);
                    wire.send(command);
                }
                awaitOutcomes(wire, sent);
            }
            Map<String, String> before = Changelogs.content(stack);
            assertThat(before).hasSizeGreaterThan(COMMANDS / 4);
            int events = wire.events.size();

            Changelogs.delete(admin, Changelogs.STORES);
            Changelogs.deleteOffsets(admin, LinkNodes.APPLICATION_ID);
            LinkCommand later = Commands.of(Commands.create("https://example.org/later", run + "-0", false));
            wire.send(later);
            try (TopologyInstance instance = TopologyInstance.start(stack, folder.resolve("second"), "second-" + run)) {
                assertThat(reason(wire.outcome(later.getCommandId()))).isEqualTo(RejectionReason.SLUG_TAKEN);
                awaitWhole(instance);
            }
            assertThat(differences(before, Changelogs.content(stack))).isEmpty();
            assertThat(wire.events).hasSize(events);
            assertThat(sent)
                    .allSatisfy(command -> assertThat(wire.outcomes.get(command.getCommandId()))
                            .hasSize(1));
        }
    }

    @Test
    void aSingleLostStoreIsRebuiltAndARepeatGetsItsFirstAnswer() throws Exception {
        LinkCommand first = Commands.of(Commands.create("https://example.org/" + run), run + "-once");
        TopologyInstance.start(stack, folder.resolve("topics"), "topics-" + run).close();
        try (TopologyClient wire = new TopologyClient(stack);
                Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
            try (TopologyInstance instance = TopologyInstance.start(stack, folder.resolve("0"), "0-" + run)) {
                wire.ask(first);
            }
            for (String store : Changelogs.STORES) {
                Map<String, String> before = Changelogs.content(stack);
                Changelogs.delete(admin, List.of(store));
                String name = "without-" + store;
                try (TopologyInstance instance = TopologyInstance.start(stack, folder.resolve(name), name + run)) {
                    LinkOutcome again = wire.ask(Commands.of(first.getBody(), first.getIdempotencyKey()));
                    assertThat(again.getResult())
                            .isEqualTo(wire.outcome(first.getCommandId()).getResult());
                    awaitWhole(instance);
                }
                assertThat(differences(before, Changelogs.content(stack))).isEmpty();
            }
            assertThat(wire.outcome(first.getCommandId()).getResult()).isInstanceOf(Accepted.class);
        }
    }

    private static Set<Map.Entry<String, String>> differences(Map<String, String> before, Map<String, String> after) {
        Set<Map.Entry<String, String>> differences = new HashSet<>(before.entrySet());
        differences.addAll(after.entrySet());
        differences.removeIf(entry -> entry.getValue().equals(before.get(entry.getKey()))
                && entry.getValue().equals(after.get(entry.getKey())));
        return differences;
    }

    private static void awaitOutcomes(TopologyClient wire, List<LinkCommand> sent) {
        Awaitility.await("answers to all")
                .atMost(LONG)
                .until(() -> sent.stream().allMatch(c -> wire.outcomes.containsKey(c.getCommandId())));
    }

    private static void awaitWhole(TopologyInstance instance) {
        Awaitility.await("stores whole")
                .atMost(LONG)
                .until(() -> instance.metrics
                                .get("linklog.rebuild.partitions")
                                .tag("application", "links")
                                .gauge()
                                .value()
                        == 0);
    }

    private static RejectionReason reason(LinkOutcome outcome) {
        assertThat(outcome.getResult()).isInstanceOf(Rejected.class);
        return ((Rejected) outcome.getResult()).getReason();
    }
}
