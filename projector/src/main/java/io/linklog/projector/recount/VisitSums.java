package io.linklog.projector.recount;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.names.TenantName;
import io.linklog.schemas.rules.VisitRules;
import io.linklog.schemas.topics.VisitStatsKey;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Adds up the totals of a generation over all tenants. Methods block, with a deadline. */
final class VisitSums {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /**
     * A sum of visits.
     *
     * @param orphans visits for which there was no link
     */
    record Sum(long human, long bot, long orphans) {

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,d human, %,d bot, %,d orphans", human, bot, orphans);
        }
    }

    private final CqlSession session;
    private final Keyspace keyspace;
    private final Set<String> ownersOfDomains;

    /**
     * @param ownersOfDomains the tenants of all domains, also of removed ones: they have orphan visits without links
     */
    VisitSums(CqlSession session, Keyspace keyspace, Set<String> ownersOfDomains) {
        this.session = session;
        this.keyspace = keyspace;
        this.ownersOfDomains = Set.copyOf(ownersOfDomains);
    }

    /** The visits since a time. */
    Sum since(Instant from, int generation) {
        long[] links = {0, 0};
        long[] orphans = {0, 0};
        for (String tenant : tenants()) {
            add(VisitStatsKey.allLinks(tenant), from, generation, links);
            add(VisitStatsKey.orphans(tenant), from, generation, orphans);
        }
        return new Sum(links[0], links[1], orphans[0] + orphans[1]);
    }

    /** The default tenant, and those that ever had a link or a domain; visits of others do not exist. */
    private Set<String> tenants() {
        Set<String> tenants = new HashSet<>(ownersOfDomains);
        tenants.add(TenantName.DEFAULT);
        // keys of partitions only: one for each tag, however many links have it
        session.execute(SimpleStatement.newInstance(
                                "SELECT DISTINCT tenant, list FROM " + keyspace.name() + ".link_list_hours")
                        .setTimeout(DEADLINE))
                .forEach(row -> tenants.add(row.getString(0)));
        return tenants;
    }

    private void add(String code, Instant from, int generation, long[] sum) {
        LocalDate last = LocalDate.ofInstant(Instant.now().plus(VisitRules.MOST_AHEAD), ZoneOffset.UTC);
        for (int year = LocalDate.ofInstant(from, ZoneOffset.UTC).getYear(); year <= last.getYear(); year++) {
            String period = VisitStatsKey.period(StatsUnit.DAY, LocalDate.of(year, 1, 1), generation);
            for (Row row : session.execute(SimpleStatement.newInstance(
                            "SELECT human, bot FROM " + keyspace.name()
                                    + ".visit_totals WHERE code = ? AND unit = ? AND period = ? AND start >= ?",
                            List.of(code, StatsUnit.DAY.name(), period, from).toArray())
                    .setTimeout(DEADLINE))) {
                sum[0] += row.getLong(0);
                sum[1] += row.getLong(1);
            }
        }
    }
}
