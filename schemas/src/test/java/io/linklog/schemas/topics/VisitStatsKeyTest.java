package io.linklog.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.names.ShortCodes;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class VisitStatsKeyTest {

    @Test
    void theNamesOfTheDefaultTenantAreOlderThanTenantsAndStay() {
        assertThat(VisitStatsKey.allLinks("default")).isEqualTo("*");
        assertThat(VisitStatsKey.orphans("default")).isEqualTo("*orphans");
        assertThat(VisitStatsKey.totals("*", StatsUnit.HOUR, Instant.parse("2026-11-24T22:00:00Z"), 3, 2))
                .isEqualTo("*/HOUR/2026-11-24T22:00:00Z/3/2");
    }

    @Test
    void noTwoTenantsShareANameAndNoneIsACode() {
        Set<String> names = new TreeSet<>();
        List<String> tenants = List.of("default", "orphans", "team", "team-2", "2", "2026-11", "default-orphans");
        for (String tenant : tenants) {
            names.add(VisitStatsKey.allLinks(tenant));
            names.add(VisitStatsKey.orphans(tenant));
        }
        assertThat(names).hasSize(2 * tenants.size()).noneMatch(ShortCodes::isWellFormed);
        // the separator of keys, names of links and generations
        assertThat(names).noneMatch(name -> name.contains("/"));
    }
}
