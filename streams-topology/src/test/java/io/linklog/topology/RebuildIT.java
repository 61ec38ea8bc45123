package io.linklog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.decider.RebuildOrders;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.schemas.topics.Topics;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.topology.decision.Commands;
import io.linklog.topology.links.LinkNodes;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stores of the topology are lost, and come back from the log. */
class RebuildIT {

    private static final int COMMANDS = 20_000;
    private static final String EARLY = "-early";
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
                Changelogs.awaitUrlIndex(admin);
            }
            Map<String, String> before = Changelogs.content(stack);
            assertThat(before).hasSizeGreaterThan(COMMANDS / 4);
            int events = wire.events.size();

            Changelogs.delete(admin, Changelogs.STORES);
            Changelogs.deleteOffsets(admin, LinkNodes.APPLICATION_ID);
            LinkCommand later = Commands.of(Commands.create("https://example.org/later", run + "-0", false));
            wire.send(later);
            killWhileItRebuilds();
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

    private void killWhileItRebuilds() throws Exception {
        Path own = Files.createDirectories(folder.resolve("killed"));
        try (TopologyProcess killed = new TopologyProcess(stack, own, "killed-" + run)) {
            Awaitility.await("a rebuild").atMost(LONG).until(() -> killed.hasLogged("are lost or behind the log"));
        }
    }

    @Test
    void aStoreBehindTheLogIsRebuiltAndAllAreByAnOrder() throws Exception {
        TopologyInstance.start(stack, folder.resolve("topics"), "topics-" + run).close();
        try (TopologyClient wire = new TopologyClient(stack);
                Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()));
                Etcd etcd = new Etcd(EtcdSettings.of(URI.create(stack.etcdEndpoint())))) {
            List<ConsumerRecord<byte[], byte[]>> links;
            List<ConsumerRecord<byte[], byte[]>> urls;
            String slug = run + "-newer";
            String url = urlElsewhere(slug);
            try (TopologyInstance instance = TopologyInstance.start(stack, folder.resolve("0"), "0-" + run)) {
                wire.ask(Commands.of(Commands.create("https://example.org/older", run + "-older", false)));
                Changelogs.awaitIndexed(stack, run + "-older");
                links = Changelogs.records(stack, "links");
                urls = Changelogs.records(stack, "urls");
                wire.ask(Commands.of(Commands.create(url, slug, false)));
                Changelogs.awaitIndexed(stack, slug);
            }
            Map<String, String> before = Changelogs.content(stack);
            links.add(Changelogs.foreign());
            Changelogs.replace(stack, admin, "links", links);
            Changelogs.replace(stack, admin, "urls", urls);
            try (TopologyInstance instance = TopologyInstance.start(stack, folder.resolve("1"), "1-" + run)) {
                LinkCommand newer = Commands.of(Commands.create("https://example.org/else", slug, false));
                assertThat(reason(wire.ask(newer))).isEqualTo(RejectionReason.SLUG_TAKEN);
                assertThat(code(wire.ask(Commands.of(Commands.create(url, null, true)))))
                        .as("the index knows the link, though its partition decided nothing since")
                        .isEqualTo(slug);
                assertThat(differences(before, Changelogs.content(stack)))
                        .allMatch(entry -> entry.getKey().endsWith(Changelogs.FOREIGN));

                RebuildOrders.give(etcd, System.currentTimeMillis());
                Awaitility.await("stores whole under the order")
                        .atMost(LONG)
                        .until(() -> whole(instance, "links") == TopologyInstance.PARTITIONS
                                && whole(instance, "visits") == TopologyInstance.PARTITIONS);
                assertThat(reason(wire.ask(Commands.of(newer.getBody(), null)))).isEqualTo(RejectionReason.SLUG_TAKEN);
            }
            assertThat(differences(before, Changelogs.content(stack))).isEmpty();
        }
    }

    @Test
    @Tag("long")
    void equallyOldStoresAreNotTrustedWhenTheOffsetsAreLostToo() throws Exception {
        String slug = run + "-taken";
        LinkCommand refused =
                Commands.of(Commands.create("https://example.org/refused", slug, false), run + "-refused");
        TopologyInstance.start(stack, folder.resolve("topics"), "topics-" + run).close();
        try (TopologyClient wire = new TopologyClient(stack);
                Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
            Map<String, List<ConsumerRecord<byte[], byte[]>>> older = new HashMap<>();
            try (TopologyInstance instance = TopologyInstance.start(stack, folder.resolve("0"), "0-" + run)) {
                wire.ask(Commands.of(Commands.create("https://example.org/taken", slug, false)));
                Changelogs.awaitIndexed(stack, slug);
                for (String store : Changelogs.STORES) {
                    older.put(store, Changelogs.records(stack, store));
                }
                // a decision without an event: the last event of the partition says nothing of it
                assertThat(reason(wire.ask(refused))).isEqualTo(RejectionReason.SLUG_TAKEN);
            }
            Map<String, String> before = Changelogs.content(stack);
            for (String store : Changelogs.STORES) {
                Changelogs.replace(stack, admin, store, older.get(store));
            }
            Changelogs.deleteOffsets(admin, LinkNodes.APPLICATION_ID);
            writeForeignEvents(wire);
            try (TopologyInstance instance = TopologyInstance.start(stack, folder.resolve("1"), "1-" + run)) {
                LinkCommand later = Commands.of(Commands.create("https://example.org/later", slug, false));
                assertThat(reason(wire.ask(later))).isEqualTo(RejectionReason.SLUG_TAKEN);
                assertThat(wire.outcomes.get(refused.getCommandId())).hasSize(1);
            }
            assertThat(differences(before, Changelogs.content(stack)))
                    .extracting(Map.Entry::getKey)
                    .isNotEmpty()
                    .allMatch(place -> place.endsWith(run + EARLY));
        }
    }

    /** Events that nobody decided: bytes, no code, a time before 1970, more bytes than a store's changelog takes. */
    private void writeForeignEvents(TopologyClient wire) {
        LinkEvent known = wire.events.get(0).value();
        LinkEvent without = LinkEvent.newBuilder(known).build();
        without.getLink().setCode("");
        LinkEvent early = LinkEvent.newBuilder(known).build();
        early.getLink().setCode(run + EARLY);
        early.getLink().setEditedAt(Instant.EPOCH.minusSeconds(1));
        LinkEvent huge = LinkEvent.newBuilder(known).build();
        huge.getLink().setCode("huge");
        huge.getLink().getAttributes().setTitle("x".repeat(4 * 1024 * 1024));
        for (int partition = 0; partition < TopologyInstance.PARTITIONS; partition++) {
            for (LinkEvent event : List.of(without, early, huge)) {
                wire.sendForeignEvent(partition, wire.bytes(event));
            }
            wire.sendForeignEvent(partition, new byte[0]);
            wire.sendForeignEvent(partition, new byte[] {0, 1, 2, 3, 4, 5});
            wire.sendForeignEvent(partition, null);
        }
        wire.producer.flush();
    }

    /** A URL whose entry in the index lies in another partition than a slug. */
    private static String urlElsewhere(String slug) {
        int owner = Topics.partition(slug, TopologyInstance.PARTITIONS);
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "https://example.org/" + slug + "/" + i)
                .filter(url ->
                        Topics.partition(CommandKey.url("default", null, url), TopologyInstance.PARTITIONS) != owner)
                .findFirst()
                .orElseThrow();
    }

    /** Partitions that are whole under the latest order, once the order is known. */
    private static double whole(TopologyInstance instance, String application) {
        return gauge(instance, "linklog.rebuild.order", application) == 0
                ? 0
                : gauge(instance, "linklog.rebuild.partitions.whole", application);
    }

    private static double gauge(TopologyInstance instance, String name, String application) {
        return instance.metrics
                .get(name)
                .tag("application", application)
                .gauge()
                .value();
    }

    @Test
    @Tag("long")
    void aSingleLostStoreIsRebuiltAndARepeatGetsItsFirstAnswer() throws Exception {
        LinkCommand first = Commands.of(Commands.create("https://example.org/" + run), run + "-once");
        TopologyInstance.start(stack, folder.resolve("topics"), "topics-" + run).close();
        try (TopologyClient wire = new TopologyClient(stack);
                Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
            try (TopologyInstance instance = TopologyInstance.start(stack, folder.resolve("0"), "0-" + run)) {
                Changelogs.awaitIndexed(stack, code(wire.ask(first)));
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
                .until(() -> gauge(instance, "linklog.rebuild.partitions", "links") == 0);
    }

    private static String code(LinkOutcome outcome) {
        assertThat(outcome.getResult()).isInstanceOf(Accepted.class);
        return ((Accepted) outcome.getResult()).getLink().getCode();
    }

    private static RejectionReason reason(LinkOutcome outcome) {
        assertThat(outcome.getResult()).isInstanceOf(Rejected.class);
        return ((Rejected) outcome.getResult()).getReason();
    }
}
