package io.linklog.projector.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.kafka.VisitFacts;
import io.linklog.projector.TestStores;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.rules.VisitPurgeRules;
import io.linklog.stack.SharedStack;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a purge leaves in the tables, whatever comes first. */
class VisitPurgeProjectionIT {

    private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS);
    private static final Instant UNTIL = Instant.now().truncatedTo(ChronoUnit.MILLIS);

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
    void aPurgeDeletesWhatIsThereAndWhatComesLaterIsNotWritten() throws Exception {
        Keyspace live = new Keyspace(311);
        String code = "purge-a";
        stores.logVisits(List.of(
                visit(code, 1, UNTIL.minus(Duration.ofDays(20))), visit(code, 2, UNTIL), visit("purge-x", 3, UNTIL)));
        stores.logStats(
                totals(code, HOUR.minus(Duration.ofDays(400)), 1, 3, UNTIL.minus(Duration.ofDays(399))),
                totals(code, HOUR, 1, 2, UNTIL.minusSeconds(60)),
                totals(code, HOUR, 2, 4, UNTIL.minusSeconds(60)),
                totals("purge-x", HOUR, 1, 2, UNTIL.minusSeconds(60)));
        try (Projection projection = stores.project(live)) {
            stores.awaitProjected(live);
            assertThat(stores.rows(live, "visits", code)).hasSize(2);
            assertThat(stores.rows(live, "visit_totals", code)).hasSize(3);

            stores.logPurge(purge(code));
            stores.awaitProjected(live);
            assertThat(stores.rows(live, "visits", code)).isEmpty();
            assertThat(stores.rows(live, "visit_totals", code)).isEmpty();

            Awaitility.await()
                    .atMost(TestStores.LONG_ENOUGH)
                    .until(() -> stores.stores().visitPurges().until(code) != null);
            VisitTotals unaware = totals(code, HOUR, 3, 9, UNTIL.plus(Duration.ofDays(1)));
            VisitTotals anew =
                    totals(code, HOUR, 1, 1, VisitPurgeRules.deletedAt(UNTIL).plusSeconds(1));
            anew.setPurgedUntil(UNTIL);
            VisitTotals none =
                    totals(code, HOUR, 2, 0, VisitPurgeRules.deletedAt(UNTIL).plusSeconds(1));
            none.setBot(0);
            none.setPurgedUntil(UNTIL);
            stores.logStats(unaware, anew, none);
            stores.logVisits(List.of(visit(code, 4, UNTIL.minusSeconds(1)), visit(code, 5, UNTIL.plusMillis(1))));
            stores.awaitProjected(live, projection);
        }
        assertIsLeft(live, code);

        Keyspace replayed = new Keyspace(312);
        try (Projection projection = stores.project(replayed)) {
            stores.awaitProjected(replayed, projection);
        }
        assertIsLeft(replayed, code);
    }

    @Test
    void aPurgeByAddressDeletesSingleVisitsOfAllNamesAndNoTotals() throws Exception {
        Keyspace live = new Keyspace(313);
        Visit other = visit("purge-net-b", 23, UNTIL);
        other.setAddress("198.51.100.0");
        Visit hidden = visit("purge-net-b", 24, UNTIL);
        hidden.setAddress(null);
        Visit earlier = ofNetwork("purge-net-b", 22);
        earlier.setAt(UNTIL.minus(Duration.ofDays(9)));
        Visit later = ofNetwork("purge-net-b", 25);
        later.setAt(UNTIL.plusMillis(1));
        stores.logVisits(List.of(ofNetwork("purge-net-a", 21), earlier, other, hidden, later));
        stores.logStats(totals("purge-net-a", HOUR, 1, 2, UNTIL.minusSeconds(60)));
        try (Projection projection = stores.project(live)) {
            stores.awaitProjected(live);
            assertThat(stores.rows(live, "visits", "purge-net")).hasSize(5);
            VisitPurge purge = purge("*addresses/203.0.113.0/24");
            purge.setAddresses("203.0.113.0/24");
            stores.logPurge(purge);
            stores.awaitProjected(live);
            assertThat(stores.rows(live, "visits", "purge-net"))
                    .extracting(row -> row.replaceAll(".*sequence:([0-9]+).*", "$1"))
                    .containsExactlyInAnyOrder("23", "24", "25");
            assertThat(stores.rows(live, "visit_totals", "purge-net")).hasSize(1);

            Awaitility.await()
                    .atMost(TestStores.LONG_ENOUGH)
                    .until(() -> stores.stores().visitPurges().contains(ofNetwork("purge-net-a", 26)));
            stores.logVisits(List.of(ofNetwork("purge-net-a", 26)));
            stores.awaitProjected(live);
            assertThat(stores.rows(live, "visits", "purge-net-a")).isEmpty();
            assertThat(projection.problem()).isEmpty();
        }
    }

    private static void assertIsLeft(Keyspace keyspace, String code) {
        assertThat(stores.rows(keyspace, "visits", code))
                .singleElement()
                .asString()
                .contains("sequence:5");
        assertThat(stores.rows(keyspace, "visit_totals", code))
                .singleElement()
                .asString()
                .contains("shard:1", "human:1");
        assertThat(stores.rows(keyspace, "visits", "purge-x")).hasSize(1);
        assertThat(stores.rows(keyspace, "visit_totals", "purge-x")).hasSize(1);
    }

    private static VisitPurge purge(String code) {
        return VisitPurge.newBuilder()
                .setName(code)
                .setFrom(UNTIL.minus(Duration.ofDays(500)))
                .setUntil(UNTIL)
                .setGenerations(1)
                .build();
    }

    private static Visit visit(String code, long sequence, Instant at) {
        Visit visit = VisitFacts.visit(code, "purge-journal", sequence);
        visit.setAt(at);
        return visit;
    }

    private static Visit ofNetwork(String code, long sequence) {
        Visit visit = visit(code, sequence, UNTIL);
        visit.setAddress("203.0.113.0");
        return visit;
    }

    private static VisitTotals totals(String code, Instant start, int shard, long human, Instant countedAt) {
        VisitTotals totals = VisitFacts.totals(code, start.toString(), shard, human, 1);
        totals.setUnique(ByteBuffer.allocate(0));
        totals.setDimensions(Map.of());
        totals.setCountedAt(countedAt);
        return totals;
    }
}
