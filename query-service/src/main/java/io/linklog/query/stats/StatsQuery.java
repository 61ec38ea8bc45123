package io.linklog.query.stats;

import io.javalin.http.Context;
import io.linklog.query.http.QueryParameters;
import io.linklog.query.http.TableFormat;
import io.linklog.schemas.StatsUnit;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What statistics are asked for: whole hours or days (UTC) that touch a span of time.
 *
 * @param from inclusive, the begin of an hour or day
 * @param to exclusive, the end of one
 * @param unit of each row of the answer
 * @param groupBy a dimension; null for none
 */
public record StatsQuery(
        Instant from, Instant to, StatsUnit unit, @Nullable String groupBy, TableFormat format) {

    private static final Duration USUAL_SPAN = Duration.ofDays(30);
    private static final int MOST_HOURS = 31 * 24;
    private static final int MOST_DAYS = 366 * 3;
    private static final String[] DIMENSIONS = {"referrer", "browser", "os", "device", "country", "city", "bot", "kind"
    };

    /** @throws io.linklog.kit.http.ProblemException naming what is mistaken */
    static StatsQuery of(Context ctx, Instant now) {
        QueryParameters parameters = new QueryParameters(ctx, Set.of("from", "to", "interval", "groupBy", "format"));
        StatsUnit unit =
                parameters.oneOf("interval", "day", "hour", "day").equals("hour") ? StatsUnit.HOUR : StatsUnit.DAY;
        String toText = parameters.text("to", 64);
        String fromText = parameters.text("from", 64);
        Instant to = ceiling(toText == null ? now : moment("to", toText), unit);
        Instant from = floor(fromText == null ? to.minus(USUAL_SPAN) : moment("from", fromText), unit);
        if (!from.isBefore(to)) {
            throw QueryParameters.mistake("from must be before to");
        }
        long rows = Duration.between(from, to).toHours() / (unit == StatsUnit.HOUR ? 1 : 24);
        if (rows > (unit == StatsUnit.HOUR ? MOST_HOURS : MOST_DAYS)) {
            throw QueryParameters.mistake(
                    unit == StatsUnit.HOUR
                            ? "By hour a call has 31 days at most; ask for interval=day or a shorter span"
                            : "A call has three years at most; ask for a shorter span");
        }
        String groupBy = parameters.oneOf("groupBy", "", DIMENSIONS);
        return new StatsQuery(from, to, unit, groupBy.isEmpty() ? null : groupBy, TableFormat.of(ctx, parameters));
    }

    /** A time of RFC 3339, or a date, which is its midnight in UTC. */
    private static Instant moment(String name, String text) {
        try {
            Instant moment = text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    // a + that was not encoded arrives as a space
                    : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            if (moment.isAfter(Instant.EPOCH) && moment.isBefore(Instant.parse("3000-01-01T00:00:00Z"))) {
                return moment;
            }
        } catch (DateTimeException e) {
            // the same answer as for one that is out of all reason
        }
        throw QueryParameters.mistake(
                name + " must be a date like 2026-01-31 or a time of RFC 3339 like" + " 2026-01-31T12:00:00Z");
    }

    private static Instant floor(Instant moment, StatsUnit unit) {
        return moment.truncatedTo(unit == StatsUnit.HOUR ? ChronoUnit.HOURS : ChronoUnit.DAYS);
    }

    private static Instant ceiling(Instant moment, StatsUnit unit) {
        Instant floor = floor(moment, unit);
        return floor.equals(moment) ? moment : floor.plus(unit == StatsUnit.HOUR ? 1 : 24, ChronoUnit.HOURS);
    }
}
