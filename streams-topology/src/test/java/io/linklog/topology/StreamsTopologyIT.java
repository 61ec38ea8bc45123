package io.linklog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import io.linklog.schemas.topics.Topics;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.topology.decision.Commands;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One instance on a real broker, etcd and registry. */
class StreamsTopologyIT {

    @TempDir
    static Path stateDir;

    private static TopologyInstance instance;
    private static TopologyClient wire;

    @BeforeAll
    static void start() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
        instance = TopologyInstance.start(stack, stateDir, "only-one");
        wire = new TopologyClient(stack);
    }

    @AfterAll
    static void stop() throws Exception {
        if (wire != null) {
            wire.close();
        }
        if (instance != null) {
            instance.close();
        }
    }

    private static Accepted accepted(LinkOutcome outcome) {
        assertThat(outcome.getResult()).isInstanceOf(Accepted.class);
        return (Accepted) outcome.getResult();
    }

    private static RejectionReason reason(LinkOutcome outcome) {
        assertThat(outcome.getResult()).isInstanceOf(Rejected.class);
        return ((Rejected) outcome.getResult()).getReason();
    }

    @Test
    void createGetsACodeThatThePartitionOwns() {
        Accepted created = accepted(wire.ask(Commands.of(Commands.create("https://example.org/one"))));
        assertThat(created.getOperation()).isEqualTo(LinkOperation.CREATED);
        String code = created.getLink().getCode();
        assertThat(code).matches("[0-9A-Za-z]{7}");
        Awaitility.await()
                .until(() -> wire.events.stream().anyMatch(e -> e.key().equals(code)));
        assertThat(wire.events)
                .filteredOn(e -> e.key().equals(code))
                .singleElement()
                .satisfies(
                        e -> assertThat(e.partition()).isEqualTo(Topics.partition(code, TopologyInstance.PARTITIONS)));
    }

    @Test
    void linkLivesThroughEditDeleteAndRestore() {
        accepted(wire.ask(Commands.of(Commands.create("https://example.org/life", "life", false))));
        assertThat(reason(wire.ask(Commands.of(Commands.create("https://example.org/other", "life", false)))))
                .isEqualTo(RejectionReason.SLUG_TAKEN);
        Accepted edited = accepted(wire.ask(
                Commands.of(Commands.edit("life", 1L, LinkChanges.newBuilder().setTitle("A life")))));
        assertThat(edited.getLink().getVersion()).isEqualTo(2);
        assertThat(edited.getLink().getAttributes().getTitle()).isEqualTo("A life");
        assertThat(accepted(wire.ask(Commands.of(Commands.delete("life"))))
                        .getLink()
                        .getState())
                .isEqualTo(LinkState.DELETED);
        assertThat(reason(wire.ask(Commands.of(Commands.delete("life"))))).isEqualTo(RejectionReason.GONE);
        Accepted restored = accepted(wire.ask(Commands.of(Commands.restore("life"))));
        assertThat(restored.getLink().getVersion()).isEqualTo(4);
        assertThat(restored.getLink().getAttributes().getTitle()).isEqualTo("A life");
    }

    @Test
    void findIfExistsFindsALinkOfAnyPartition() {
        for (int i = 0; i < 12; i++) {
            String url = "https://example.org/found/" + i;
            String code = accepted(wire.ask(Commands.of(Commands.create(url))))
                    .getLink()
                    .getCode();
            // the index is one commit behind
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                Accepted again = accepted(wire.ask(Commands.of(Commands.create(url, null, true))));
                assertThat(again.getOperation()).isEqualTo(LinkOperation.FOUND);
                assertThat(again.getLink().getCode()).isEqualTo(code);
            });
        }
    }

    @Test
    void twoCreatesByFindIfExistsAfterAnotherGiveOneLink() {
        for (int i = 0; i < 12; i++) {
            String url = "https://example.org/twice/" + i;
            LinkCommand first = Commands.of(Commands.create(url, null, true));
            LinkCommand second = Commands.of(Commands.create(url, null, true));
            wire.send(first);
            wire.send(second);
            Accepted one = accepted(wire.outcome(first.getCommandId()));
            Accepted two = accepted(wire.outcome(second.getCommandId()));
            assertThat(one.getOperation()).isEqualTo(LinkOperation.CREATED);
            assertThat(two.getOperation()).isEqualTo(LinkOperation.FOUND);
            assertThat(two.getLink()).isEqualTo(one.getLink());
        }
    }

    @Test
    void findIfExistsCreatesAgainWhenTheOneFoundWasDeleted() {
        String url = "https://example.org/was-deleted";
        for (int i = 0; i < 6; i++) {
            Accepted created = accepted(wire.ask(Commands.of(Commands.create(url, null, true))));
            assertThat(created.getOperation()).isEqualTo(LinkOperation.CREATED);
            accepted(wire.ask(Commands.of(Commands.delete(created.getLink().getCode()))));
        }
    }

    @Test
    void commandOnTheWrongPartitionIsBroughtToTheRightOne() {
        List<LinkCommand> commands = new ArrayList<>();
        for (int partition = 0; partition < TopologyInstance.PARTITIONS; partition++) {
            LinkCommand command = Commands.of(Commands.create("https://example.org/" + partition, "stray", false));
            commands.add(command);
            wire.send("any key", command, partition);
        }
        List<LinkOutcome> outcomes = new ArrayList<>();
        commands.forEach(command -> outcomes.add(wire.outcome(command.getCommandId())));
        assertThat(outcomes).filteredOn(o -> o.getResult() instanceof Accepted).hasSize(1);
        assertThat(outcomes)
                .filteredOn(o -> o.getResult() instanceof Rejected)
                .hasSize(TopologyInstance.PARTITIONS - 1)
                .allSatisfy(o -> assertThat(reason(o)).isEqualTo(RejectionReason.SLUG_TAKEN));
    }

    @Test
    void unreadableRecordsGoToTheDeadLettersAndTheNextCommandIsDecided() {
        byte[] key = "bad".getBytes(StandardCharsets.UTF_8);
        int partition = 2;
        int before = wire.deadLetters.size();
        List<byte[]> bad = new ArrayList<>();
        bad.add("no Avro".getBytes(StandardCharsets.UTF_8));
        bad.add(new byte[0]);
        bad.add(new byte[] {0, 0, 0, 127, 127, 1, 2, 3});
        bad.add(null);
        bad.forEach(value -> wire.sendBytes(key, value, partition));
        wire.sendBytes(null, "no key".getBytes(StandardCharsets.UTF_8), partition);
        LinkCommand good = Commands.of(Commands.create("https://example.org/after-bad"));
        wire.send("", good, partition);
        accepted(wire.outcome(good.getCommandId()));
        Awaitility.await().until(() -> wire.deadLetters.size() >= before + bad.size() + 1);
        for (int i = 0; i < bad.size(); i++) {
            ConsumerRecord<String, byte[]> letter = wire.deadLetters.get(before + i);
            assertThat(letter.value()).isEqualTo(bad.get(i));
            assertThat(letter.key()).isEqualTo("bad");
            assertThat(letter.partition()).isEqualTo(partition);
            assertThat(header(letter, "linklog-topic")).isEqualTo("link-commands");
            assertThat(header(letter, "linklog-partition")).isEqualTo("2");
            assertThat(header(letter, "linklog-offset")).matches("[0-9]+");
            assertThat(header(letter, "linklog-error")).isNotBlank();
            assertThat(header(letter, "linklog-error-class")).contains("UnreadableRecordException");
        }
        assertThat(instance.metrics
                        .counter("linklog.dead.letters", "topic", "link-commands")
                        .count())
                .isGreaterThanOrEqualTo(bad.size() + 1);
        assertThat(instance.health.deaths()).isEmpty();
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
