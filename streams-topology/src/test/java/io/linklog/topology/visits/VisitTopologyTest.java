package io.linklog.topology.visits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.topology.rebuild.RebuiltStores;
import io.linklog.topology.rebuild.WholeStores;
import io.linklog.topology.rebuild.WindowMark;
import io.linklog.topology.rebuild.visits.VisitMarks;
import io.linklog.topology.rebuild.visits.VisitStateLog;
import io.linklog.topology.rebuild.visits.VisitStep;
import io.linklog.visits.Generation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph, visit by visit. It also holds {@link CommitHook}: without that, nothing would come out. */
class VisitTopologyTest {

    @TempDir
    Path stateDir;

    private VisitTopologyDriver tally;

    @BeforeEach
    void open() {
        tally = new VisitTopologyDriver(stateDir);
    }

    @AfterEach
    void close() {
        tally.close();
    }

    private Visit.Builder visit(long sequence) {
        return Visits.of("j1", sequence, "code", tally.now);
    }

    @Test
    void graphIsOneSubTopologyWithTheNamesThatAreOnDisk() throws IOException {
        assertThat(tally.topology.describe().subtopologies()).hasSize(1);
        try (var golden = getClass().getResourceAsStream("/visit-topology.txt")) {
            assertThat(tally.topology.describe().toString())
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aRedirectCountsForItsLinkAndForAllByHourAndDay() {
        tally.visit(visit(1).setVisitor(7L));
        Map<String, VisitTotals> totals = tally.totals();
        assertThat(totals)
                .containsOnlyKeys(
                        "code/HOUR/2026-11-24T22:00:00Z/0",
                        "code/DAY/2026-11-24T00:00:00Z/0",
                        "*/HOUR/2026-11-24T22:00:00Z/0",
                        "*/DAY/2026-11-24T00:00:00Z/0");
        assertThat(totals.values()).allSatisfy(row -> {
            assertThat(row.getHuman()).isEqualTo(1);
            assertThat(row.getBot()).isZero();
            assertThat(row.getDimensions().get("browser").get("Firefox").getHuman())
                    .isEqualTo(1);
            assertThat(row.getDimensions()).doesNotContainKeys("bot", "kind");
            assertThat(row.getCountedAt()).isEqualTo(tally.now);
        });
    }

    @Test
    void anOrphanCountsByItsKindAndUnderNoCode() {
        tally.visit(visit(1).setKind(VisitKind.UNKNOWN).setCode("wp-login.php").setBot("user-agent"));
        Map<String, VisitTotals> totals = tally.totals();
        assertThat(totals)
                .containsOnlyKeys("*orphans/HOUR/2026-11-24T22:00:00Z/0", "*orphans/DAY/2026-11-24T00:00:00Z/0");
        assertThat(totals.values()).allSatisfy(row -> {
            assertThat(row.getBot()).isEqualTo(1);
            assertThat(row.getDimensions().get("kind").get("UNKNOWN").getBot()).isEqualTo(1);
            assertThat(row.getDimensions().get("bot").get("user-agent").getBot())
                    .isEqualTo(1);
        });
    }

    @Test
    void eachTenantHasSumsOfItsOwnAndTheKeysOfTheDefaultTenantHaveNoSuffix() {
        tally.visit(visit(1));
        tally.visit(visit(2).setCode("theirs").setTenant("team"));
        tally.visit(visit(3).setCode("theirs").setTenant("team"));
        tally.visit(visit(4).setKind(VisitKind.DELETED).setTenant("team"));
        Map<String, VisitTotals> totals = tally.totals();
        assertThat(totals.entrySet())
                .filteredOn(row -> row.getKey().contains("/HOUR/"))
                .extracting(
                        Map.Entry::getKey,
                        row -> row.getValue().getCode(),
                        row -> row.getValue().getHuman())
                .containsExactlyInAnyOrder(
                        tuple("code/HOUR/2026-11-24T22:00:00Z/0", "code", 1L),
                        tuple("theirs/HOUR/2026-11-24T22:00:00Z/0", "theirs", 2L),
                        tuple("*/HOUR/2026-11-24T22:00:00Z/0", "*", 1L),
                        tuple("*@team/HOUR/2026-11-24T22:00:00Z/0", "*@team", 2L),
                        tuple("*orphans@team/HOUR/2026-11-24T22:00:00Z/0", "*orphans@team", 1L));
        assertThat(totals).hasSize(10);
    }

    @Test
    void oneTenantsManyValuesDoNotMergeThoseOfAnother() {
        for (int i = 1; i <= Totals.MOST_VALUES + 10; i++) {
            tally.visit(visit(i).setCode("theirs").setTenant("team").setReferrer("host-" + i));
        }
        tally.visit(visit(Totals.MOST_VALUES + 11).setReferrer("news.example.org"));
        Map<String, VisitTotals> totals = tally.totals();
        assertThat(totals.get("*@team/DAY/2026-11-24T00:00:00Z/0")
                        .getDimensions()
                        .get("referrer"))
                .containsKey("~");
        assertThat(totals.get("*/DAY/2026-11-24T00:00:00Z/0").getDimensions().get("referrer"))
                .containsOnlyKeys("news.example.org");
    }

    @Test
    void aLateVisitGoesWhereItBelongs() {
        tally.visit(visit(1));
        tally.totals();
        tally.visit(visit(2));
        tally.visit(Visits.of("j1", 3, "code", tally.now.minus(Duration.ofDays(20))));
        Map<String, VisitTotals> totals = tally.totals();
        assertThat(totals.get("code/HOUR/2026-11-24T22:00:00Z/0").getHuman()).isEqualTo(2);
        assertThat(totals.get("code/HOUR/2026-11-04T22:00:00Z/0").getHuman()).isEqualTo(1);
        assertThat(totals.get("code/DAY/2026-11-04T00:00:00Z/0").getHuman()).isEqualTo(1);
    }

    @Test
    void aRebuiltPartitionGoesOnWithTheCountsOfTheLogUnlessItHasLaterOnes() {
        tally.visit(visit(1));
        tally.visit(visit(2));
        List<VisitStep> earlier = steps(tally.stats.readRecordsToList());
        tally.visit(visit(3));
        List<VisitStep> later = steps(tally.stats.readRecordsToList());
        WholeStores<VisitMarks, VisitStep> log = new WholeStores<>(new VisitStep.Whole(3, null));
        later.forEach(log::give);
        earlier.forEach(log::give);
        try (VisitTopologyDriver rebuilt =
                new VisitTopologyDriver(stateDir.resolve("rebuilt"), Generation.FIRST, UnaryOperator.identity(), log)) {
            rebuilt.visit(visit(2));
            rebuilt.visit(visit(4));
            Map<String, VisitTotals> totals = rebuilt.totals();
            assertThat(totals.get("code/HOUR/2026-11-24T22:00:00Z/0").getHuman())
                    .isEqualTo(4);
            assertThat(totals.get("code/DAY/2026-11-24T00:00:00Z/0").getHuman()).isEqualTo(4);
            assertThat(rebuilt.metrics.counter("linklog.visits.repeated").count())
                    .isEqualTo(1);
            assertThat(rebuilt.metrics.counter("linklog.visits.missing").count())
                    .isZero();
        }
    }

    /** What a rebuild makes of records. */
    private List<VisitStep> steps(List<TestRecord<String, VisitStats>> records) {
        AvroSerde<VisitStats> serde = AvroSerde.ofValues(Topics.VISIT_STATS, VisitStats.class, tally.registry);
        return records.stream()
                .map(record -> VisitStateLog.step(
                        record.value(), serde.serializer().serialize(Topics.VISIT_STATS.name(), record.value())))
                .toList();
    }

    @Test
    void bothStoresSayHowFarTheyReflectTheVisitsAndSoDoesTheTopic() {
        tally.visit(visit(1));
        tally.visit(visit(1));
        tally.visit(visit(2));
        assertThat(tally.stats.readRecordsToList().stream()
                        .map(record -> record.headers().lastHeader("linklog-visits-next"))
                        .filter(Objects::nonNull)
                        .map(header -> new String(header.value(), StandardCharsets.UTF_8)))
                .containsExactly("1", "2", "3");
        assertThat(tally.driver
                        .<String, byte[]>getKeyValueStore(VisitNodes.JOURNALS_STORE)
                        .get(RebuiltStores.MARK))
                .isEqualTo(VisitMarks.toBytes(3));
        assertThat(new WindowMark(tally.driver.getWindowStore(VisitNodes.TOTALS_STORE)).read())
                .isEqualTo(VisitMarks.toBytes(3));
    }

    @Test
    void repeatsAreNotCountedAgainAndGapsAreReported() {
        for (long sequence : new long[] {1, 2, 1, 2, 3, 7, 7}) {
            tally.visit(visit(sequence));
        }
        VisitsCounted counted = tally.counted();
        assertThat(counted.getJournal()).isEqualTo("j1");
        assertThat(counted.getSequence()).isEqualTo(7);
        assertThat(counted.getRepeated()).isEqualTo(3);
        assertThat(counted.getMissing()).isEqualTo(3);
        tally.visit(visit(8));
        assertThat(tally.totals().get("code/DAY/2026-11-24T00:00:00Z/0").getHuman())
                .isEqualTo(5);
        assertThat(tally.metrics.counter("linklog.visits.repeated").count()).isEqualTo(3);
        assertThat(tally.metrics.counter("linklog.visits.missing").count()).isEqualTo(3);
        assertThat(tally.metrics
                        .counter("linklog.visits.counted", "who", "human")
                        .count())
                .isEqualTo(5);
    }

    @Test
    void whatCannotBeCountedGoesToTheDeadLettersWithTheReasonAndTheRestGoesOn() {
        Instant now = tally.now;
        tally.visit(visit(1));
        tally.visit(visit(2).setAt(now.minus(Duration.ofDays(30)).minusSeconds(1)));
        tally.visit(visit(3).setAt(now.plus(Duration.ofHours(1)).plusSeconds(1)));
        tally.visit(visit(4).setPartition(5));
        tally.visit(visit(0));
        tally.visit(visit(4).setJournal(""));
        tally.visit(visit(4).setCode("*"));
        tally.visit(visit(4).setTenant("a/b"));
        tally.bytes.pipeInput(new TestRecord<>(null, "no Avro".getBytes(StandardCharsets.UTF_8)));
        tally.bytes.pipeInput(new TestRecord<>("key".getBytes(StandardCharsets.UTF_8), null));
        tally.visit(visit(4));

        var letters = tally.deadLetters.readRecordsToList();
        assertThat(letters)
                .extracting(letter ->
                        new String(letter.headers().lastHeader("linklog-error").value(), StandardCharsets.UTF_8))
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("more than 30 days ago"),
                        reason -> assertThat(reason).contains("ahead of"),
                        reason -> assertThat(reason).contains("partition 5"),
                        reason -> assertThat(reason).contains("number is 0"),
                        reason -> assertThat(reason).contains("journal"),
                        reason -> assertThat(reason).contains("no link's code"),
                        reason -> assertThat(reason).contains("no name of a tenant"),
                        reason -> assertThat(reason).isNotBlank(),
                        reason -> assertThat(reason).contains("no value"));
        assertThat(letters.get(0).key()).isEqualTo("code".getBytes(StandardCharsets.UTF_8));
        assertThat(letters.get(0).value()).isNotEmpty();
        assertThat(new String(
                        letters.get(0).headers().lastHeader("linklog-topic").value(), StandardCharsets.UTF_8))
                .isEqualTo("visits");

        VisitsCounted counted = tally.counted();
        assertThat(counted.getSequence()).isEqualTo(4);
        assertThat(counted.getMissing()).as("what is refused was not lost").isZero();
        assertThat(counted.getRepeated()).isZero();
        assertThat(counted.getRefused()).as("those whose time does not count").isEqualTo(2);
        assertThat(tally.metrics.counter("linklog.visits.refused").count()).isEqualTo(2);
        tally.visit(visit(5));
        assertThat(tally.totals().get("code/DAY/2026-11-24T00:00:00Z/0").getHuman())
                .isEqualTo(3);
    }
}
