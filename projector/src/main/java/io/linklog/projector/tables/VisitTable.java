package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.encoding.EpochMicros;
import io.linklog.schemas.rules.VisitRules;
import io.linklog.schemas.topics.VisitStatsKey;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The prepared statement that writes single visits to one keyspace. Idempotent. Thread-safe. */
public final class VisitTable {

    /** A partition of the table. */
    public record Day(String code, LocalDate day) {

        public static Day of(Visit visit) {
            return new Day(VisitStatsKey.name(visit), LocalDate.ofInstant(visit.getAt(), ZoneOffset.UTC));
        }
    }

    private final PreparedStatement row;

    /** Prepares the statement; blocks. The table must exist. */
    public VisitTable(CqlSession session, Keyspace keyspace) {
        this.row = session.prepare(SimpleStatement.newInstance("INSERT INTO " + keyspace.name() + ".visits"
                        + " (code, day, at, journal, partition, sequence, asked, kind, referrer, browser, os, device,"
                        + " bot, country, city, address, user_agent, rule)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?")
                .setIdempotent(true));
    }

    /**
     * The row of a visit. It expires when the topic deletes the visit, no matter when the row is written.
     *
     * @param now the current time; the visit must not have expired yet
     */
    public BoundStatement row(Visit visit, Instant now) {
        Day day = Day.of(visit);
        BoundStatementBuilder bound = row.boundStatementBuilder()
                .setString(0, day.code())
                .setLocalDate(1, day.day())
                .setInstant(2, visit.getAt())
                .setString(3, visit.getJournal())
                .setInt(4, visit.getPartition())
                .setLong(5, visit.getSequence())
                .setString(7, visit.getKind().name())
                .setString(11, visit.getDevice().name())
                .setLong(18, EpochMicros.of(visit.getAt()))
                .setInt(19, secondsLeft(visit, now));
        // a row is only ever written with the same values, so a missing value needs no tombstone
        bound = set(bound, 6, visit.getKind() == VisitKind.REDIRECT ? null : visit.getCode());
        bound = set(bound, 8, visit.getReferrer());
        bound = set(bound, 9, visit.getBrowser());
        bound = set(bound, 10, visit.getOs());
        bound = set(bound, 12, visit.getBot());
        bound = set(bound, 13, visit.getCountry());
        bound = set(bound, 14, visit.getCity());
        bound = set(bound, 15, visit.getAddress());
        bound = set(bound, 16, visit.getUserAgent());
        return (visit.getRule() == 0 ? bound.unset(17) : bound.setInt(17, visit.getRule())).build();
    }

    static int secondsLeft(Visit visit, Instant now) {
        long left = Duration.between(now, visit.getAt().plus(VisitRules.OLDEST)).toSeconds();
        // 0 would mean no expiry
        return (int) Math.max(1, left);
    }

    private static BoundStatementBuilder set(BoundStatementBuilder row, int index, @Nullable String text) {
        return text == null ? row.unset(index) : row.setString(index, text);
    }
}
