package io.linklog.projector.recount;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.projector.TestStores;
import io.linklog.schemas.projection.ProjectionTables;
import io.linklog.stack.SharedStack;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VisitSumsIT {

    @Test
    void theSumsOfAGenerationAreThoseOfAllTenants() throws Exception {
        Keyspace keyspace = new Keyspace(305);
        try (TestStores stores = new TestStores(SharedStack.with())) {
            CqlSession cassandra = stores.stores().cassandra();
            ProjectionTables.statements(keyspace.name(), "{'class': 'SimpleStrategy', 'replication_factor': 1}")
                    .forEach(cassandra::execute);
            totals(cassandra, "*", 10, 1);
            totals(cassandra, "*orphans", 2, 1);
            totals(cassandra, "*@team", 100, 5);
            totals(cassandra, "*orphans@team", 20, 5);
            totals(cassandra, "*orphans@domains-only", 1000, 0);
            for (String list : new String[] {"", "tag:a"}) {
                cassandra.execute(
                        "INSERT INTO linklog_305.link_list_hours (tenant, list, hour) VALUES ('team', ?, 1)", list);
            }
            assertThat(new VisitSums(cassandra, keyspace, Set.of("domains-only"))
                            .since(Instant.parse("2026-11-23T00:00:00Z"), 2))
                    .isEqualTo(new VisitSums.Sum(110, 6, 1028));
        }
    }

    private static void totals(CqlSession cassandra, String code, long human, long bot) {
        cassandra.execute(
                "INSERT INTO linklog_305.visit_totals (code, unit, period, start, shard, human, bot)"
                        + " VALUES (?, 'DAY', '2026/2', '2026-11-24T00:00:00Z', 0, ?, ?)",
                code,
                human,
                bot);
    }
}
