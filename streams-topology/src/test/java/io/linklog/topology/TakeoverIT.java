package io.linklog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkCommand;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.topology.decision.Commands;
import io.linklog.topology.links.LinkNodes;
import io.linklog.topology.streams.ThreadNames;
import io.linklog.visits.Generation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances, one of which is killed. Sessions and transactions last longer than the test: nobody waits for them.
 */
@Tag("long")
class TakeoverIT {

    private static final Map<String, String> LONG_SESSION = Map.of("LINKLOG_TOPOLOGY_SESSION_TIMEOUT", "10m");
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final List<String> GROUPS = List.of(LinkNodes.APPLICATION_ID, Generation.application(1));

    /**
     * Few enough that each changelog is shorter than what a copy may lack: an instance without any copy is still not
     * ready.
     */
    private static final int CREATES = 100 * TopologyInstance.PARTITIONS;

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String first = "first-" + run;
    private final String second = "second-" + run;
    private final LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
    private final List<LinkCommand> sent = new ArrayList<>();
    private Admin admin;

    @TempDir
    Path folder;

    @BeforeEach
    void open() {
        admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()));
    }

    /** What this test leaves would hold up the next one for ten minutes. */
    @AfterEach
    void leaveNothing() throws Exception {
        List<String> producers = new ArrayList<>();
        for (String group : GROUPS) {
            if (!describe(group).members().isEmpty()) {
                admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                        .all()
                        .get();
            }
            List.of(first, second)
                    .forEach(instance -> producers.add(ThreadNames.transactionalId(group, instance + "-1")));
        }
        admin.fenceProducers(producers).all().get();
        admin.close();
    }

    @Test
    void theOtherInstanceDecidesAtOnceAndAReturnMovesNoPartitionBeforeItsCopyIsWarm() throws Exception {
        try (TopologyProcess one = new TopologyProcess(stack, folder, first, LONG_SESSION)) {
            one.awaitReady();
            try (TopologyClient wire = new TopologyClient(stack);
                    TopologyProcess two = new TopologyProcess(stack, folder, second, LONG_SESSION)) {
                two.awaitReady();
                send(wire, CREATES);
                one.kill();
                send(wire, 200);
                awaitAnswers(wire);
                assertThat(partitionsOf(second)).isEqualTo(all());

                long logged = Files.size(one.log());
                one.start();
                // commands of all partitions are decided while the instance returns
                Awaitility.await("its return").atMost(PATIENCE).until(() -> {
                    send(wire, 20);
                    awaitAnswers(wire);
                    return isMember(first);
                });
                // a move takes two rebalances, and the first of them may be what was seen
                one.awaitReady();
                send(wire, 20);
                awaitAnswers(wire);
                assertThat(partitionsOf(first)).isEmpty();

                two.kill();
                send(wire, 200);
                awaitAnswers(wire);
                assertThat(partitionsOf(first)).isEqualTo(all());
                assertThat(rebuilds(Files.readString(one.log()).substring((int) logged)))
                        .isEmpty();
                checkOnce(wire);
                assertThat(one.stop()).isIn(0, 143);
            }
        }
    }

    private void send(TopologyClient wire, int creates) {
        for (int i = 0; i < creates; i++) {
            LinkCommand command = Commands.of(Commands.create("https://example.org/" + run + "/" + sent.size()));
            sent.add(command);
            wire.send(command);
        }
    }

    private void awaitAnswers(TopologyClient wire) {
        Awaitility.await("answers to all")
                .atMost(PATIENCE)
                .until(() -> sent.stream().allMatch(command -> wire.outcomes.containsKey(command.getCommandId())));
    }

    private void checkOnce(TopologyClient wire) {
        Set<String> codes = new HashSet<>();
        for (LinkCommand command : sent) {
            assertThat(wire.outcomes.get(command.getCommandId())).hasSize(1);
            Accepted accepted =
                    (Accepted) wire.outcomes.get(command.getCommandId()).get(0).getResult();
            assertThat(codes.add(accepted.getLink().getCode())).isTrue();
        }
        List<String> created = wire.events.stream()
                .filter(event ->
                        event.value().getLink().getAttributes().getLongUrl().contains(run))
                .map(event -> event.key())
                .toList();
        assertThat(created).doesNotHaveDuplicates().hasSameSizeAs(sent).containsAll(codes);
    }

    private ConsumerGroupDescription describe(String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group)).all().get().get(group);
    }

    private boolean isMember(String instance) throws Exception {
        ConsumerGroupDescription group = describe(LinkNodes.APPLICATION_ID);
        return group.groupState() == GroupState.STABLE
                && group.members().stream().anyMatch(member -> isOf(instance, member));
    }

    private Set<TopicPartition> partitionsOf(String instance) throws Exception {
        return describe(LinkNodes.APPLICATION_ID).members().stream()
                .filter(member -> isOf(instance, member))
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .collect(Collectors.toSet());
    }

    private static boolean isOf(String instance, MemberDescription member) {
        return member.groupInstanceId()
                .filter(id -> ThreadNames.isThreadOf(instance, id))
                .isPresent();
    }

    private static Set<TopicPartition> all() {
        Set<TopicPartition> all = new HashSet<>();
        for (int i = 0; i < TopologyInstance.PARTITIONS; i++) {
            all.add(new TopicPartition("link-commands", i));
            all.add(new TopicPartition(LinkNodes.URLS_TOPIC, i));
        }
        return all;
    }

    private static List<String> rebuilds(String log) throws IOException {
        return log.lines().filter(line -> line.contains("they are rebuilt")).toList();
    }
}
