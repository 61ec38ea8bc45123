package io.linklog.projector.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.kit.kafka.VisitFacts;
import io.linklog.projector.TestStores;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.projection.ProjectionTable;
import io.linklog.schemas.projection.ProjectionTables;
import io.linklog.stack.SharedStack;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VisitProjectionIT {

    private static TestStores stores;

    @BeforeAll
    static void open() throws Exception {
        stores = new TestStores(SharedStack.with());
    }

    @AfterAll
    static void close() throws Exception {
        stores.close();
    }

    private static void project(Keyspace keyspace) throws Exception {
        try (Projection projection = stores.project(keyspace)) {
            stores.awaitProjected(keyspace, projection);
        }
    }

    @Test
    void theLatestTotalsOfAKeyWinInAnyOrder() throws Exception {
        Keyspace keyspace = new Keyspace(301);
        stores.logStats(
                VisitFacts.totals("stats-a", "2026-11-24T22:00:00Z", 0, 5, 5),
                VisitFacts.totals("stats-a", "2026-11-24T22:00:00Z", 1, 7, 1),
                VisitFacts.totals("stats-a", "2026-12-01T00:00:00Z", 0, 9, 1),
                VisitFacts.progress("stats-journal", 10, 0));
        stores.logStats(
                VisitFacts.totals("stats-a", "2026-11-24T22:00:00Z", 0, 6, 6),
                VisitFacts.progress("stats-journal", 12, 3));
        try (Projection projection = stores.project(keyspace)) {
            stores.awaitProjected(keyspace);
            // an older record arrives later, in another poll
            stores.logStats(VisitFacts.totals("stats-a", "2026-11-24T22:00:00Z", 0, 5, 5));
            stores.awaitProjected(keyspace);
        }
        List<Row> november = stores.stores()
                .cassandra()
                .execute("SELECT * FROM linklog_301.visit_totals WHERE code = 'stats-a' AND unit = 'HOUR'"
                        + " AND period = '2026-11'")
                .all();
        assertThat(november).extracting(row -> row.getInt("shard")).containsExactly(0, 1);
        assertThat(november).extracting(row -> row.getLong("human")).containsExactly(6L, 7L);
        assertThat(november.get(0).getInstant("start")).isEqualTo(Instant.parse("2026-11-24T22:00:00Z"));
        assertThat(november.get(0).getByteBuffer("visitors").get(2)).isEqualTo((byte) 3);
        assertThat(november.get(0).getFormattedContents())
                .contains("dimensions:{'browser':{'':(0,1),'Firefox':(6,0)}}");
        assertThat(stores.rows(keyspace, "visit_totals", "stats-a")).hasSize(3);
        Row counted = stores.stores()
                .cassandra()
                .execute("SELECT * FROM linklog_301.visits_counted WHERE journal = 'stats-journal' AND partition = 2")
                .one();
        assertThat(counted.getLong("sequence")).isEqualTo(12);
        assertThat(counted.getLong("repeated")).isEqualTo(3);
        assertThat(counted.getLong("refused")).isEqualTo(4);
    }

    @Test
    void visitsExpireWithTheTopicAndRepeatsChangeNothing() throws Exception {
        Keyspace keyspace = new Keyspace(302);
        List<Visit> visits = new ArrayList<>();
        for (int i = 1; i <= 250; i++) {
            visits.add(VisitFacts.visit("raw-" + i % 2, "raw-journal", i));
        }
        Visit orphan = VisitFacts.visit("raw-unknown", "raw-journal", 251);
        orphan.setKind(VisitKind.UNKNOWN);
        visits.add(orphan);
        Visit tooOld = VisitFacts.visit("raw-0", "raw-journal", 252);
        tooOld.setAt(Instant.now().minus(Duration.ofDays(31)));
        visits.add(tooOld);
        Visit nearlyOver = VisitFacts.visit("raw-old", "raw-journal", 253);
        nearlyOver.setAt(Instant.now().minus(Duration.ofDays(29)));
        visits.add(nearlyOver);
        stores.logVisits(visits);
        Collections.shuffle(visits, new Random(7));
        stores.logVisits(visits.subList(0, 100));
        project(keyspace);

        assertThat(stores.rows(keyspace, "visits", "raw-0")).hasSize(125);
        assertThat(stores.rows(keyspace, "visits", "raw-1")).hasSize(125);
        assertThat(stores.rows(keyspace, "visits", "*orphans"))
                .filteredOn(row -> row.contains("raw-journal"))
                .singleElement()
                .satisfies(row -> assertThat(row).contains("asked:'raw-unknown'", "kind:'UNKNOWN'", "bot:NULL"));
        Row old = stores.stores()
                .cassandra()
                .execute("SELECT ttl(kind), country FROM linklog_302.visits WHERE code = 'raw-old' ALLOW FILTERING")
                .one();
        assertThat(old.getString(1)).isEqualTo("FI");
        assertThat(old.getInt(0)).isBetween((int) Duration.ofHours(23).toSeconds(), (int)
                Duration.ofHours(24).toSeconds());
    }

    @Test
    void orphanVisitsAndTotalsOfEachTenantAreInPartitionsOfItsOwn() throws Exception {
        Keyspace keyspace = new Keyspace(304);
        Visit ours = VisitFacts.visit("asked-of-us", "tenants-journal", 1);
        Visit theirs = VisitFacts.visit("asked-of-them", "tenants-journal", 2);
        theirs.setTenant("team");
        List.of(ours, theirs).forEach(visit -> visit.setKind(VisitKind.DELETED));
        stores.logVisits(List.of(ours, theirs));
        stores.logStats(
                VisitFacts.totals("*", "2026-11-24T22:00:00Z", 77, 5, 5),
                VisitFacts.totals("*@team", "2026-11-24T22:00:00Z", 77, 3, 5));
        project(keyspace);

        CqlSession cassandra = stores.stores().cassandra();
        LocalDate day = LocalDate.ofInstant(ours.getAt(), ZoneOffset.UTC);
        for (String own : List.of("*orphans", "*orphans@team")) {
            assertThat(cassandra.execute(
                            "SELECT asked FROM linklog_304.visits WHERE code = ? AND day = ? AND at = ?"
                                    + " AND journal = 'tenants-journal'",
                            own,
                            day,
                            own.equals("*orphans") ? ours.getAt() : theirs.getAt()))
                    .extracting(row -> row.getString(0))
                    .containsExactly(own.equals("*orphans") ? "asked-of-us" : "asked-of-them");
        }
        for (String all : List.of("*", "*@team")) {
            assertThat(cassandra.execute(
                            "SELECT human FROM linklog_304.visit_totals WHERE code = ? AND unit = 'HOUR'"
                                    + " AND period = '2026-11' AND start = '2026-11-24T22:00:00Z' AND shard = 77",
                            all))
                    .extracting(row -> row.getLong(0))
                    .containsExactly(all.equals("*") ? 5L : 3L);
        }
    }

    @Test
    void tablesOfAnEarlierVersionGetNewColumnsOnceAndKeepTheirRows() throws Exception {
        Keyspace keyspace = new Keyspace(303);
        CqlSession cassandra = stores.stores().cassandra();
        for (String statement :
                ProjectionTables.statements(keyspace.name(), "{'class': 'SimpleStrategy', 'replication_factor': 1}")) {
            stores.changeTables(statement.replaceAll(
                    "(refused|created_by|sent_by|redirect_rules|rule|password_hash"
                            + "|description|image_url|date_created|base_visits|takedown_\\w+) \\w+,",
                    ""));
        }
        cassandra.execute("INSERT INTO linklog_303.visits_counted (journal, partition, sequence, missing, repeated)"
                + " VALUES ('earlier-row', 2, 7, 0, 0)");
        stores.logStats(VisitFacts.progress("earlier-record", 7, 0));
        stores.skipToEnd(keyspace, ProjectedFeed.VISIT_STATS);
        VisitsCounted none = VisitFacts.progress("none-refused", 7, 0);
        none.setRefused(0);
        stores.logStats(VisitFacts.progress("some-refused", 7, 0), none);

        project(keyspace);
        List<String> columns = columns(keyspace);
        assertThat(cassandra.execute("SELECT journal, refused FROM linklog_303.visits_counted"))
                .extracting(row -> row.getString("journal"), row -> row.get("refused", Long.class))
                .as("the offset is kept: earlier records are not read again")
                .containsExactlyInAnyOrder(
                        tuple("earlier-row", null), tuple("some-refused", 4L), tuple("none-refused", null));
        for (ProjectionTable table : ProjectionTables.tables()) {
            assertThat(cassandra.execute("SELECT column_name FROM system_schema.columns"
                            + " WHERE keyspace_name = 'linklog_303' AND table_name = '" + table.name() + "'"))
                    .extracting(row -> row.getString(0))
                    .as(table.name())
                    .containsExactlyInAnyOrderElementsOf(table.columns());
        }
        stores.logStats(VisitFacts.progress("some-refused", 8, 0));
        try (Projection again = stores.project(keyspace)) {
            stores.awaitProjected(keyspace);
        }
        assertThat(columns(keyspace))
                .as("the next start does not change the tables")
                .isEqualTo(columns);
    }

    /** Each column of a keyspace with the time of its last change; other keyspaces may change meanwhile. */
    private static List<String> columns(Keyspace keyspace) {
        return stores.stores()
                .cassandra()
                .execute(
                        "SELECT table_name, column_name, WRITETIME(type) FROM system_schema.columns"
                                + " WHERE keyspace_name = ?",
                        keyspace.name())
                .map(Row::getFormattedContents)
                .all();
    }
}
