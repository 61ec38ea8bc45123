package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.encoding.EpochMicros;
import io.linklog.schemas.rules.VisitPurgeRules;
import io.linklog.schemas.rules.VisitRules;
import io.linklog.schemas.topics.VisitStatsKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The prepared statements that delete purged visits and their totals from one keyspace. A deletion carries the time of
 * the purge, so it also hides what is written after it with an earlier write time. Idempotent. Thread-safe.
 */
public final class PurgeTables {

    private final PreparedStatement visits;
    private final PreparedStatement totals;

    /** Prepares the statements; blocks. The tables must exist. */
    public PurgeTables(CqlSession session, Keyspace keyspace) {
        this.visits = Statements.prepare(
                session,
                "DELETE FROM " + keyspace.name() + ".visits USING TIMESTAMP ? WHERE code = ? AND day = ? AND at <= ?");
        this.totals = Statements.prepare(
                session,
                "DELETE FROM " + keyspace.name()
                        + ".visit_totals USING TIMESTAMP ? WHERE code = ? AND unit = ? AND period = ? AND start <= ?");
    }

    /**
     * All deletions of a purge.
     *
     * @param purge fulfils {@link VisitPurgeRules#require}
     * @param now visits that have expired by then are not deleted
     */
    public List<BoundStatement> deletions(VisitPurge purge, Instant now) {
        List<BoundStatement> all = new ArrayList<>();
        LocalDate first = date(purge.getFrom());
        LocalDate last = date(purge.getUntil());
        LocalDate kept = date(now.minus(VisitRules.OLDEST));
        (first.isAfter(kept) ? first : kept)
                .datesUntil(last.isBefore(kept) ? kept : last.plusDays(1))
                .forEach(day ->
                        all.add(visits.bind(EpochMicros.of(purge.getUntil()), purge.getName(), day, purge.getUntil())));
        long writeTime = EpochMicros.of(VisitPurgeRules.deletedAt(purge.getUntil()));
        for (StatsUnit unit : StatsUnit.values()) {
            for (String period : periods(unit, first, last, purge.getGenerations())) {
                all.add(totals.bind(writeTime, purge.getName(), unit.name(), period, purge.getUntil()));
            }
        }
        return all;
    }

    private static Set<String> periods(StatsUnit unit, LocalDate first, LocalDate last, int generations) {
        Set<String> periods = new LinkedHashSet<>();
        for (LocalDate month = first.withDayOfMonth(1); !month.isAfter(last); month = month.plusMonths(1)) {
            // one more than there were: a recount may have begun at the same moment
            for (int generation = 1; generation <= generations + 1; generation++) {
                periods.add(VisitStatsKey.period(unit, month, generation));
            }
        }
        return periods;
    }

    private static LocalDate date(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
