package io.linklog.topology.links;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.kit.tracing.Tracing;
import io.linklog.schemas.Accepted;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.LinkOrigin;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.topology.decision.Commands;
import io.linklog.topology.decision.IdempotencyScope;
import io.linklog.topology.decision.Ownership;
import io.linklog.topology.rebuild.StoreAccess;
import io.linklog.topology.rebuild.WholeStores;
import io.linklog.topology.rebuild.links.RebuildStep;
import io.linklog.topology.rebuild.links.RebuildStep.Remember;
import io.linklog.topology.rebuild.links.StoreMarks;
import io.linklog.topology.streams.PartitionGate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule of the topology: a state, a command, the result. */
class LinkTopologyTest {

    private static final String URL = "https://example.org/a";
    private static final String OTHER_URL = "https://example.org/b";

    @TempDir
    Path stateDir;

    private LinkTopologyDriver desk;

    @BeforeEach
    void open() {
        desk = new LinkTopologyDriver(stateDir, 1);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void graphIsOneSubTopologyWithTheNamesThatAreOnDisk() throws IOException {
        Topology topology = new LinkTopology(
                        new LinkParts(
                                4,
                                LinkSerdes.register(desk.registry),
                                desk.codes,
                                LinkRules.withoutHosts(),
                                new DecisionMetrics(new SimpleMeterRegistry()),
                                new KafkaSpans(Tracing.off()),
                                new StoreAccess<>(new PartitionGate(), desk.stores),
                                Duration.ofDays(1)),
                        System::currentTimeMillis)
                .build();
        assertThat(topology.describe().subtopologies()).hasSize(1);
        try (var golden = getClass().getResourceAsStream("/topology.txt")) {
            assertThat(topology.describe().toString())
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void createWritesEventLinkAndOutcomeAtTheTimeOfTheCommand() {
        LinkCommand command = Commands.of(Commands.create(URL));
        Accepted accepted = desk.accepted(command);
        assertThat(accepted.getOperation()).isEqualTo(LinkOperation.CREATED);
        Link link = accepted.getLink();
        assertThat(link.getCode()).isEqualTo("code0000");
        assertThat(link.getVersion()).isEqualTo(1);
        assertThat(link.getCreatedAt()).isEqualTo(desk.now).isEqualTo(link.getEditedAt());
        TestRecord<String, LinkEvent> event = desk.events.readRecord();
        assertThat(event.key()).isEqualTo("code0000");
        assertThat(event.getRecordTime()).isEqualTo(desk.now);
        assertThat(event.value().getChange()).isEqualTo(new LinkCreated(0L));
        assertThat(event.value().getCommandId()).isEqualTo(command.getCommandId());
        assertThat(event.value().getLink()).isEqualTo(link);
        assertThat(desk.links.readKeyValue().value).isEqualTo(link);
    }

    @Test
    void anImportedLinkHasItsOriginBesideTheTimesOfTheLog() {
        LinkOrigin origin = new LinkOrigin(Instant.parse("2016-05-01T08:00:00Z"), 120L);
        CreateLink create = Commands.create(URL);
        create.setOrigin(origin);
        Link link = desk.accepted(Commands.of(create)).getLink();
        assertThat(link.getOrigin()).isEqualTo(origin);
        assertThat(link.getCreatedAt()).isEqualTo(desk.now);
        assertThat(desk.events.readValue().getLink()).isEqualTo(link);

        create.setOrigin(new LinkOrigin(desk.now.plusMillis(1), 0L));
        assertThat(desk.rejected(Commands.of(create)).getDetail()).contains("must not be in the future");
    }

    @Test
    void customSlugHasNoId() {
        desk.accepted(Commands.of(Commands.create(URL, "abcdefg", false)));
        assertThat(desk.events.readValue().getChange()).isEqualTo(new LinkCreated());
    }

    @Test
    void traceTravelsOnAndOtherHeadersDoNot() {
        LinkCommand command = Commands.of(Commands.create(URL));
        Headers headers = new RecordHeaders()
                .add("traceparent", "00-1-2-01".getBytes(StandardCharsets.US_ASCII))
                .add("tracestate", new byte[600])
                .add("other", new byte[1]);
        desk.commands.pipeInput(new TestRecord<>("k", command, headers, desk.now));
        assertThat(desk.events.readRecord().headers())
                .extracting(h -> h.key())
                .containsExactly("traceparent", "linklog-command");
        assertThat(desk.outcomes.readRecord().headers())
                .extracting(h -> h.key())
                .containsExactly("traceparent", "linklog-command");
    }

    @Test
    void aFollowedTraceGoesOnFromTheSpanOfTheDecision() {
        desk.commands.pipeInput(new TestRecord<>(
                "k",
                Commands.of(Commands.create(URL)),
                trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                desk.now));
        SpanData span = desk.spans.getFinishedSpanItems().get(0);
        assertThat(span.getName()).isEqualTo("process link-commands");
        assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        String onward = "00-4bf92f3577b34da6a3ce929d0e0e4736-" + span.getSpanId() + "-01";
        assertThat(desk.events.readRecord().headers()).containsAll(trace(onward));
        assertThat(desk.outcomes.readRecord().headers()).containsAll(trace(onward));
        assertThat(desk.spans.getFinishedSpanItems()).hasSize(1);
    }

    @Test
    void aTraceThatIsNotFollowedGoesOnAsItCameAndHasNoSpan() {
        Headers trace = trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
        desk.commands.pipeInput(new TestRecord<>("k", Commands.of(Commands.create(URL)), trace, desk.now));
        assertThat(desk.events.readRecord().headers()).containsAll(trace);
        assertThat(desk.spans.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void anOutcomeFromTheLogIsNotReplacedByALaterForward() {
        LinkCommand command = Commands.of(Commands.create(URL, null, true), "key");
        command.setFingerprint("same");
        LinkOutcome outcome = desk.ask(command);
        WholeStores<StoreMarks, RebuildStep> stores = LinkTopologyDriver.wholeStores(1);
        String scope = IdempotencyScope.of(command);
        stores.give(new Remember(scope, new RememberedCommand("same", desk.now, null, outcome)));
        stores.give(new Remember(scope, new RememberedCommand("same", desk.now.plusSeconds(1), "", null)));
        LinkCommand again = Commands.of(command.getBody(), "key");
        again.setFingerprint("same");
        try (LinkTopologyDriver rebuilt = new LinkTopologyDriver(stateDir.resolve("rebuilt"), 1, stores)) {
            assertThat(rebuilt.ask(again).getResult()).isEqualTo(outcome.getResult());
        }
    }

    private static Headers trace(String header) {
        return new RecordHeaders().add("traceparent", header.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void sameRequestUnderAKeyGetsTheSameAnswerForADay() {
        Accepted first = desk.accepted(Commands.of(Commands.create(URL), "key"));
        desk.now = desk.now.plus(Duration.ofHours(24).minusMillis(1));
        assertThat(desk.accepted(Commands.of(Commands.create(URL), "key"))).isEqualTo(first);
        assertThat(desk.events.readValuesToList()).hasSize(1);
        desk.now = desk.now.plusMillis(1);
        assertThat(desk.accepted(Commands.of(Commands.create(URL), "key"))
                        .getLink()
                        .getCode())
                .isEqualTo("code0001");
    }

    @Test
    void answerUnderAKeyIsThatOfTheFirstTimeWhateverHappenedSince() {
        Accepted created = desk.accepted(Commands.of(Commands.create(URL, "slug", false), "key"));
        desk.accepted(Commands.of(Commands.delete("slug")));
        assertThat(desk.accepted(Commands.of(Commands.create(URL, "slug", false), "key")))
                .isEqualTo(created);
        assertThat(desk.rejected(Commands.of(Commands.delete("nothing"), "k2")).getReason())
                .isEqualTo(RejectionReason.NOT_FOUND);
        desk.accepted(Commands.of(Commands.create(URL, "nothing", false)));
        assertThat(desk.rejected(Commands.of(Commands.delete("nothing"), "k2")).getReason())
                .isEqualTo(RejectionReason.NOT_FOUND);
    }

    @Test
    void clockOfAnotherWriterAroundMidnightDoesNotHideAKey() {
        desk.now = Instant.parse("2030-05-06T00:00:00.100Z");
        Accepted first = desk.accepted(Commands.of(Commands.create(URL), "key"));
        desk.now = Instant.parse("2030-05-05T23:59:59.900Z");
        assertThat(desk.accepted(Commands.of(Commands.create(URL), "key"))).isEqualTo(first);
    }

    @Test
    void otherRequestUnderAKeyIsRejectedAndTheKeyKeepsItsAnswer() {
        Accepted first = desk.accepted(Commands.of(Commands.create(URL), "key"));
        assertThat(desk.rejected(Commands.of(Commands.create(OTHER_URL), "key")).getReason())
                .isEqualTo(RejectionReason.KEY_REUSED);
        assertThat(desk.accepted(Commands.of(Commands.create(URL), "key"))).isEqualTo(first);
    }

    @Test
    void fingerprintOfTheCallerDecidesWhatIsTheSameRequest() {
        LinkCommand first = Commands.of(Commands.create(URL), "key");
        first.setFingerprint("f1");
        LinkCommand second = Commands.of(Commands.create(OTHER_URL), "key");
        second.setFingerprint("f1");
        assertThat(desk.accepted(second)).isEqualTo(desk.accepted(first));
    }

    @Test
    void keyIsSharedNeitherByOperationsNorByCodes() {
        desk.accepted(Commands.of(Commands.create(URL, "one", false), "key"));
        desk.accepted(Commands.of(Commands.create(URL, "two", false), "key"));
        desk.accepted(Commands.of(Commands.delete("one"), "key"));
        desk.accepted(Commands.of(Commands.delete("two"), "key"));
    }

    @Test
    void invalidAndNoCodesAreNotRememberedUnderAKey() {
        desk.codes.beEmpty(true);
        assertThat(desk.rejected(Commands.of(Commands.create(URL), "key")).getReason())
                .isEqualTo(RejectionReason.NO_CODES);
        desk.codes.beEmpty(false);
        desk.accepted(Commands.of(Commands.create(URL), "key"));
        assertThat(desk.rejected(Commands.of(Commands.create("ftp://x"), "k2")).getReason())
                .isEqualTo(RejectionReason.INVALID);
        desk.accepted(Commands.of(Commands.create(URL), "k2"));
    }

    @Test
    void commandDeliveredTwiceWithoutKeyHasTheSameAnswerWhileNothingElseHappened() {
        LinkCommand create = Commands.of(Commands.create(URL, "slug", false));
        Accepted created = desk.accepted(create);
        assertThat(desk.accepted(create)).isEqualTo(created);
        LinkCommand edit =
                Commands.of(Commands.edit("slug", 1L, LinkChanges.newBuilder().setTitle("T")));
        Accepted edited = desk.accepted(edit);
        assertThat(desk.accepted(edit)).isEqualTo(edited);
        assertThat(desk.events.readValuesToList()).hasSize(2);
    }

    @Test
    void generatedCodeThatIsASlugAlreadyIsPassedOver() {
        desk.accepted(Commands.of(Commands.create(URL, "taken", false)));
        desk.codes.tell("taken", "free");
        assertThat(desk.accepted(Commands.of(Commands.create(URL))).getLink().getCode())
                .isEqualTo("free");
        assertThat(desk.codes.skips()).isEqualTo(1);
    }

    @Test
    void versionMismatchTellsTheVersion() {
        desk.accepted(Commands.of(Commands.create(URL, "slug", false)));
        Rejected rejected = desk.rejected(
                Commands.of(Commands.edit("slug", 7L, LinkChanges.newBuilder().setTitle("T"))));
        assertThat(rejected.getReason()).isEqualTo(RejectionReason.VERSION_MISMATCH);
        assertThat(rejected.getCurrentVersion()).isEqualTo(1);
    }

    @Test
    void editThatChangesNothingKeepsTheVersionAndWritesNoEvent() {
        desk.accepted(Commands.of(Commands.create(URL, "slug", false)));
        desk.events.readValuesToList();
        Accepted same = desk.accepted(
                Commands.of(Commands.edit("slug", 1L, LinkChanges.newBuilder().setLongUrl(URL))));
        assertThat(same.getOperation()).isEqualTo(LinkOperation.EDITED);
        assertThat(same.getLink().getVersion()).isEqualTo(1);
        assertThat(desk.events.isEmpty()).isTrue();
    }

    @Test
    void findIfExistsFollowsEditsDeletesAndRestores() {
        Accepted created = desk.accepted(Commands.of(Commands.create(URL)));
        String code = created.getLink().getCode();
        LinkCommand find = Commands.of(Commands.create(URL, null, true));
        assertThat(desk.accepted(find).getOperation()).isEqualTo(LinkOperation.FOUND);
        assertThat(desk.accepted(find).getLink()).isEqualTo(created.getLink());
        desk.accepted(Commands.of(Commands.edit(code, LinkChanges.newBuilder().setLongUrl(OTHER_URL))));
        assertThat(desk.accepted(Commands.of(Commands.create(OTHER_URL, null, true)))
                        .getLink()
                        .getCode())
                .isEqualTo(code);
        desk.accepted(Commands.of(Commands.delete(code)));
        Accepted another = desk.accepted(Commands.of(Commands.create(OTHER_URL, null, true)));
        assertThat(another.getOperation()).isEqualTo(LinkOperation.CREATED);
        desk.accepted(Commands.of(Commands.restore(code)));
        assertThat(desk.accepted(Commands.of(Commands.create(OTHER_URL, null, true)))
                        .getOperation())
                .isEqualTo(LinkOperation.FOUND);
    }

    @Test
    void findIfExistsLooksPastManyExpiredLinks() {
        for (int i = 0; i < 40; i++) {
            CreateLink create = Commands.create(URL);
            create.getAttributes().setValidUntil(desk.now.plusSeconds(1));
            desk.accepted(Commands.of(create));
        }
        Accepted live = desk.accepted(Commands.of(Commands.create(URL)));
        desk.now = desk.now.plusSeconds(2);
        Accepted found = desk.accepted(Commands.of(Commands.create(URL, null, true)));
        assertThat(found.getOperation()).isEqualTo(LinkOperation.FOUND);
        assertThat(found.getLink()).isEqualTo(live.getLink());
    }

    @Test
    void linksThatExpiredLongAgoLeaveTheIndexUntilAnEditOpensThemAgain() {
        CreateLink create = Commands.create(URL);
        create.getAttributes().setValidUntil(desk.now.plusSeconds(1));
        String code = desk.accepted(Commands.of(create)).getLink().getCode();
        KeyValueStore<String, byte[]> urls = desk.driver.getKeyValueStore(LinkNodes.URLS_STORE);
        String entry = CommandKey.url("default", null, URL) + ' ' + code;
        assertThat(urls.get(entry)).isNotNull();

        desk.now = desk.now.plus(Duration.ofDays(2));
        assertThat(desk.accepted(Commands.of(Commands.create(URL, null, true))).getOperation())
                .isEqualTo(LinkOperation.CREATED);
        assertThat(urls.get(entry)).isNull();

        desk.accepted(Commands.of(
                Commands.edit(code, LinkChanges.newBuilder().setValidUntil(desk.now.plus(Duration.ofDays(1))))));
        assertThat(urls.get(entry)).isNotNull();
    }

    @Test
    void anEntryThatAnEarlierVersionWroteIsStillACandidate() {
        String code = desk.accepted(Commands.of(Commands.create(URL))).getLink().getCode();
        KeyValueStore<String, byte[]> urls = desk.driver.getKeyValueStore(LinkNodes.URLS_STORE);
        urls.put(CommandKey.url("default", null, URL) + ' ' + code, new byte[] {1});
        assertThat(desk.accepted(Commands.of(Commands.create(URL, null, true)))
                        .getLink()
                        .getCode())
                .isEqualTo(code);
    }

    @Test
    void whatTheTopologyDidNotWriteDoesNotReachTheIndex() {
        var changes = desk.driver.createInputTopic(
                LinkNodes.URLS_TOPIC, new ByteArraySerializer(), new ByteArraySerializer());
        byte[] megabyte = new byte[1_000_000];
        Arrays.fill(megabyte, (byte) 'x');
        for (byte[] key : new byte[][] {null, {}, {(byte) 0xff}, megabyte}) {
            for (String value :
                    new String[] {null, "", "+", "-", "x", " +", "?abc", "+abc 1 2 3", "-" + "y".repeat(900_000)}) {
                changes.pipeInput(key, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
            }
            changes.pipeInput(key, megabyte);
        }
        List<String> keys = new ArrayList<>();
        desk.driver
                .<String, byte[]>getKeyValueStore(LinkNodes.URLS_STORE)
                .all()
                .forEachRemaining(entry -> keys.add(entry.key));
        assertThat(keys).allMatch(key -> key.length() < 100);
        assertThat(desk.accepted(Commands.of(Commands.create(URL, null, true))).getOperation())
                .isEqualTo(LinkOperation.CREATED);
    }

    @Test
    void findIfExistsWithASlugMeansThatSlug() {
        desk.accepted(Commands.of(Commands.create(URL, "slug", true)));
        assertThat(desk.accepted(Commands.of(Commands.create(URL, "slug", true)))
                        .getOperation())
                .isEqualTo(LinkOperation.FOUND);
        assertThat(desk.rejected(Commands.of(Commands.create(OTHER_URL, "slug", true)))
                        .getReason())
                .isEqualTo(RejectionReason.SLUG_TAKEN);
        assertThat(desk.accepted(Commands.of(Commands.create(URL, "slug2", true)))
                        .getOperation())
                .isEqualTo(LinkOperation.CREATED);
    }

    @Test
    void commandThatIsNeverBroughtToItsPartitionIsRefusedInTheEnd() {
        desk.close();
        desk = new LinkTopologyDriver(stateDir.resolve("two"), 2);
        // the driver has one partition, so a forwarded command returns to it
        String elsewhere = "slug";
        while (new Ownership(0, 2).owns(elsewhere)) {
            elsewhere += "x";
        }
        assertThat(desk.rejected(Commands.of(Commands.create(URL, elsewhere, false)))
                        .getReason())
                .isEqualTo(RejectionReason.INVALID);
        assertThat(desk.metrics.counter("linklog.commands.passed.on").count()).isEqualTo(3);
        assertThat(desk.events.isEmpty()).isTrue();
    }

    @Test
    void hugeFieldsOfStrangersAreRefusedWithAShortAnswer() {
        String huge = "x".repeat(700_000);
        assertThat(desk.rejected(Commands.of(Commands.delete(huge))).getReason())
                .isEqualTo(RejectionReason.NOT_FOUND);
        LinkCommand command = Commands.of(Commands.create(URL));
        command.setTenant(huge);
        desk.commands.pipeInput("k", command, desk.now);
        assertThat(desk.outcomes.readValue().toString()).hasSizeLessThan(2_000).contains("INVALID");
    }

    @Test
    void recordsThatNobodyCanBeAnsweredToGoToTheDeadLetters() {
        LinkCommand anonymous = Commands.of(Commands.create(URL));
        anonymous.setCommandId("");
        desk.commands.pipeInput("k", anonymous, desk.now);
        desk.rawCommands.pipeInput(new TestRecord<>("k".getBytes(StandardCharsets.UTF_8), null, desk.now));
        desk.rawCommands.pipeInput("no Avro".getBytes(StandardCharsets.UTF_8), desk.now);
        desk.rawCommands.pipeInput(new byte[2_000_000], desk.now);
        List<TestRecord<byte[], byte[]>> letters = desk.deadLetters.readRecordsToList();
        assertThat(letters)
                .hasSize(4)
                .allSatisfy(letter -> assertThat(letter.headers())
                        .extracting(h -> h.key())
                        .contains(
                                "linklog-error",
                                "linklog-error-class",
                                "linklog-topic",
                                "linklog-partition",
                                "linklog-offset"));
        assertThat(letters.get(2).value()).asString(StandardCharsets.UTF_8).isEqualTo("no Avro");
        assertThat(letters.get(3).value()).hasSizeLessThan(1_000_000);
        assertThat(letters.get(3).headers().lastHeader("linklog-cut-to-bytes")).isNotNull();
        desk.accepted(Commands.of(Commands.create(URL)));
    }

    @Test
    void aCommandOfAnUnknownSchemaWaitsForTheRegistryNotForEver() {
        desk.accepted(Commands.of(Commands.create(URL))); // its schema is known from now on
        desk.registry.beAway(true);
        byte[] ofUnknownSchema = {0, 0, 0, 0, 99, 1, 2, 3};
        desk.rawCommands.pipeInput(ofUnknownSchema, desk.now);
        assertThat(desk.deadLetters.readValue()).isEqualTo(ofUnknownSchema);
        desk.accepted(Commands.of(Commands.create(URL)));
    }

    @Test
    void keyOfAWriterWhoseClockIsDaysBehindIsRememberedToo() {
        desk.accepted(Commands.of(Commands.create(URL)));
        desk.now = desk.now.minus(Duration.ofDays(10));
        Accepted first = desk.accepted(Commands.of(Commands.create(URL), "key"));
        assertThat(desk.accepted(Commands.of(Commands.create(URL), "key"))).isEqualTo(first);
    }

    @Test
    void recordFarAheadOfTheClockDoesNotMakeOthersForgotten() {
        Accepted first = desk.accepted(Commands.of(Commands.create(URL), "key"));
        LinkCommand ahead = Commands.of(Commands.create(URL), "other");
        desk.commands.pipeInput(CommandKey.of(ahead), ahead, desk.now.plus(Duration.ofDays(3_000)));
        desk.outcomes.readValue();
        assertThat(desk.accepted(Commands.of(Commands.create(URL), "key"))).isEqualTo(first);
    }
}
