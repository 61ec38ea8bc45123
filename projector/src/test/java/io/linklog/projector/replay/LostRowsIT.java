package io.linklog.projector.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.KeyspaceKeys;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.kit.kafka.GroupSettings;
import io.linklog.kit.kafka.LinkFacts;
import io.linklog.kit.kafka.VisitFacts;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.projector.RunningProjector;
import io.linklog.projector.TestStores;
import io.linklog.projector.projection.Projection;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.topics.Topics;
import io.linklog.stack.SharedStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class LostRowsIT {

    private static final List<String> TABLES =
            List.of("links", "link_history", "link_list", "link_words", "visits", "visit_totals");

    private static TestStores stores;

    @BeforeAll
    static void open() throws Exception {
        stores = new TestStores(SharedStack.with());
    }

    @AfterAll
    static void close() throws Exception {
        stores.close();
    }

    @Test
    void verifyWritesAgainWhatTheTablesHaveLostAndOnlyThat() throws Exception {
        Keyspace keyspace = stores.beginAt(301);
        loseRows(keyspace, "verify");
        stores.stores()
                .cassandra()
                .execute("UPDATE linklog_301.links SET long_url = 'https://evil.example' WHERE code = 'verify-kept'");
        try (RunningProjector projector = new RunningProjector(stores)) {
            ReplayRun dry = replay("--dry-run");
            assertThat(dry.exitCode()).isEqualTo(1);
            assertThat(dry.text()).contains("missing", "stale", "not explained by the log", "verify-lost", "--verify");
            assertNothingIsLeft(keyspace);

            ReplayRun verify = replay("--verify");
            assertThat(verify.exitCode()).as(verify.text()).isEqualTo(1);
            assertThat(verify.text())
                    .contains("is written again", "1 not explained by the log")
                    .doesNotContain("Readers read");
            assertThat(stores.longUrls(keyspace, "verify-"))
                    .containsEntry("verify-lost", "https://example.org/lost")
                    .containsEntry("verify-edited", "https://example.org/new")
                    .containsEntry("verify-kept", "https://evil.example");
            assertThat(stores.listsOf(keyspace, "verify-edited")).containsExactly("", "tag:after");
            assertNothingIsLeft(keyspace);

            stores.changeTables("TRUNCATE linklog_301.links");
            ReplayRun again = replay("--verify");
            assertThat(again.exitCode()).as(again.text()).isZero();
            assertThat(stores.longUrls(keyspace, "verify-")).containsEntry("verify-kept", "https://example.org/kept");
            assertSameAsARebuild(keyspace, "verify-");
        }
    }

    @Test
    void aPlainReplayBringsBackLostRowsWithoutForce() throws Exception {
        Keyspace keyspace = stores.beginAt(311);
        loseRows(keyspace, "plain");
        try (RunningProjector projector = new RunningProjector(stores)) {
            ReplayRun replay = replay();
            assertThat(replay.exitCode()).as(replay.text()).isZero();
            assertThat(replay.text()).contains("has lost rows", "Readers read linklog_312 now");
            assertThat(stores.longUrls(new Keyspace(312), "plain-")).containsKey("plain-lost");
        }
    }

    @Test
    void replaysWriteNoDeadLettersAgainAndLeaveNoneOut() throws Exception {
        Keyspace keyspace = stores.beginAt(321);
        stores.log(LinkFacts.of("letters-1", "https://example.org/1").events());
        stores.logBytes("letters-bad", new byte[] {9, 9, 9});
        try (RunningProjector projector = new RunningProjector(stores)) {
            stores.awaitProjected(keyspace);
            long letters = deadLetters();
            assertThat(letters).isPositive();
            assertThat(replay("--dry-run").exitCode()).isZero();
            assertThat(replay("--verify").exitCode()).isZero();
            assertThat(replay().exitCode()).isZero();
            assertThat(deadLetters()).isEqualTo(letters);
        }
        long before = deadLetters();
        // no projector runs when the replay passes this record
        stores.logBytes("letters-late", new byte[] {8, 8, 8});
        stores.log(LinkFacts.of("letters-2", "https://example.org/2").events());
        ReplayRun replay = replay();
        assertThat(replay.exitCode()).as(replay.text()).isZero();
        assertThat(deadLetters()).isEqualTo(before);
        try (RunningProjector projector = new RunningProjector(stores)) {
            Awaitility.await("the projector has written the letter")
                    .atMost(TestStores.LONG_ENOUGH)
                    .until(() -> deadLetters() > before);
            stores.awaitProjected(new Keyspace(323));
            assertThat(deadLetters()).isEqualTo(before + 1);
        }
    }

    @Test
    void aFailedCleanUpSaysThatReadersAreSwitchedAndTheNextReplayDoesTheRest() throws Exception {
        Keyspace older = stores.beginAt(331);
        stores.log(LinkFacts.of("cleanup", "https://example.org/1").events());
        try (RunningProjector projector = new RunningProjector(stores)) {
            stores.awaitProjected(older);
            assertThat(replay().exitCode()).isZero();
            stores.awaitProjected(new Keyspace(332));
            try (KafkaConsumer<byte[], byte[]> member = new KafkaConsumer<>(
                    stores.kafka().client(GroupSettings.member(older.group(ProjectedFeed.LINKS), Map.of())),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                member.subscribe(List.of(Topics.LINK_EVENTS.name()));
                Awaitility.await().atMost(TestStores.LONG_ENOUGH).until(() -> {
                    member.poll(Duration.ofMillis(100));
                    return !member.assignment().isEmpty();
                });
                ReplayRun replay = replay();
                assertThat(replay.exitCode()).as(replay.text()).isZero();
                assertThat(replay.text())
                        .contains("Readers read linklog_333 now", "The switch is done")
                        .doesNotContain("Nothing was switched");
            }
            assertThat(replay().exitCode()).isZero();
            assertThat(groupsOf(older)).isEmpty();
        }
    }

    /**
     * Fills a keyspace, then lets it miss a create, an edit, a visit and totals, as if Cassandra had forgotten them.
     */
    private static void loseRows(Keyspace keyspace, String prefix) throws Exception {
        LinkFacts edited = LinkFacts.of(prefix + "-edited", "https://example.org/old", "before");
        List<LinkEvent> created = edited.events();
        stores.log(created);
        stores.log(LinkFacts.of(prefix + "-kept", "https://example.org/kept").events());
        try (Projection projection = stores.project(keyspace)) {
            stores.awaitProjected(keyspace);
        }
        edited.edit("https://example.org/new", null, "after");
        stores.log(edited.events().subList(1, 2));
        stores.log(LinkFacts.of(prefix + "-lost", "https://example.org/lost", "lost")
                .events());
        stores.logVisits(List.of(VisitFacts.visit(prefix + "-lost", prefix, 1)));
        stores.logStats(VisitFacts.totals(prefix + "-lost", "2026-11-24T22:00:00Z", 0, 1, 1));
        for (ProjectedFeed feed : ProjectedFeed.ALL) {
            stores.skipToEnd(keyspace, feed);
        }
    }

    private static void assertNothingIsLeft(Keyspace active) throws Exception {
        assertThat(stores.stores().schema().keyspaces()).allMatch(one -> one.number() <= active.number());
        assertThat(groupsOf(active.next())).isEmpty();
        Etcd etcd = stores.etcd();
        assertThat(etcd.await(etcd.get(KeyspaceKeys.REPLAY))).isEmpty();
    }

    private static void assertSameAsARebuild(Keyspace keyspace, String prefix) {
        Keyspace rebuilt = keyspace.next();
        try (Projection projection = stores.project(rebuilt)) {
            stores.awaitProjected(rebuilt);
        }
        for (String table : TABLES) {
            assertThat(stores.rows(keyspace, table, prefix))
                    .as(table)
                    .isNotEmpty()
                    .isEqualTo(stores.rows(rebuilt, table, prefix));
        }
    }

    private static Set<String> groupsOf(Keyspace keyspace) throws Exception {
        return stores.admin().listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .filter(group -> Keyspace.ofGroup(group).equals(Optional.of(keyspace)))
                .collect(Collectors.toSet());
    }

    private static long deadLetters() throws Exception {
        Map<TopicPartition, OffsetSpec> ends = stores.ends().keySet().stream()
                .filter(partition -> partition.feed() == ProjectedFeed.LINKS)
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(Topics.LINK_EVENTS.deadLetterName(), partition.partition()),
                        partition -> OffsetSpec.latest()));
        return stores.admin().listOffsets(ends).all().get().values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    private static ReplayRun replay(String... options) {
        return ReplayRun.of(stores.environment(), options);
    }
}
