package io.linklog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkEvent;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.topology.decision.Commands;
import io.linklog.topology.links.LinkNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links that were deleted long ago are purged by themselves, also after all stores were lost. */
class PurgeScheduleIT {

    private static final Duration LONG = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private final LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    PurgeScheduleIT() throws Exception {}

    @Test
    void storesThatAreRebuiltFromTheLogPurgeTheSameLinks() throws Exception {
        TopologyInstance.start(stack, folder.resolve("topics"), "topics-" + run).close();
        try (TopologyClient wire = new TopologyClient(stack);
                Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
            try (TopologyInstance off = TopologyInstance.start(stack, folder.resolve("off"), "off-" + run)) {
                for (String code : List.of("gone", "back")) {
                    accepted(wire, Commands.create("https://example.org/secret", run + code, false));
                    accepted(wire, Commands.delete(run + code));
                }
                accepted(wire, Commands.restore(run + "back"));
            }
            Changelogs.delete(admin, Changelogs.STORES);
            Changelogs.deleteOffsets(admin, LinkNodes.APPLICATION_ID);
            try (TopologyInstance on = TopologyInstance.start(
                    stack, folder.resolve("on"), "on-" + run, Map.of("LINKLOG_PURGE_DELETED_AFTER", "1s"))) {
                Awaitility.await("the purge").atMost(LONG).until(() -> isPurged(wire, "gone"));
                accepted(wire, Commands.delete(run + "back"));
                Awaitility.await("the purge of the other").atMost(LONG).until(() -> isPurged(wire, "back"));
            }
            assertThat(events(wire, "gone")).hasSize(3);
            assertThat(events(wire, "back"))
                    .extracting(event -> event.getLink().getPurged())
                    .as("created, deleted, restored, deleted, purged")
                    .containsExactly(false, false, false, false, true);
        }
    }

    private void accepted(TopologyClient wire, Object body) {
        assertThat(wire.ask(Commands.of(body)).getResult()).isInstanceOf(Accepted.class);
    }

    private boolean isPurged(TopologyClient wire, String code) {
        return events(wire, code).stream().anyMatch(event -> event.getLink().getPurged());
    }

    private List<LinkEvent> events(TopologyClient wire, String code) {
        return wire.events.stream()
                .filter(record -> record.key().equals(run + code))
                .map(ConsumerRecord::value)
                .toList();
    }
}
