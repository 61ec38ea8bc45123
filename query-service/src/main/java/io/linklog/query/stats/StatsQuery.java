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
 * Which statistics a caller wants: the whole hours or days (UTC) that overlap a span of time.
 *
 * @param from inclusive, the beginning of an hour or day
 * @param to exclusive, the end of one
 * @param unit of each row of the answer
 * @param groupBy a dimension; null for none
 */
record StatsQuery(
        Instant from, Instant to, StatsUnit unit, @Nullable String groupBy, TableFormat format) {

    private static final Duration DEFAULT_SPAN = Duration.ofDays(30);
    private static final int MOST_HOURS = 31 * 24;
    private static final int MOST_DAYS = 366 * 3;
    private static final String[] DIMENSIONS = {"referrer", "browser", "os", "device", "country", "city", "bot", "kind"
    };

    /** @throws io.linklog.kit.http.ProblemException that names the invalid parameter */
    static StatsQuery of(Context ctx, Instant now) {
        QueryParameters parameters =
                new QueryParameters(ctx, Set.of("domain", "from", "to", "interval", "groupBy", "format"));
        StatsUnit unit =
                parameters.oneOf("interval", "day", "hour", "day").equals("hour") ? StatsUnit.HOUR : StatsUnit.DAY;
        String toText = parameters.text("to", 64);
        String fromText = parameters.text("from", 64);
        Instant to = ceiling(toText == null ? now : moment("to", toText), unit);
        Instant from = floor(fromText == null ? to.minus(DEFAULT_SPAN) : moment("from", fromText), unit);
        if (!from.isBefore(to)) {
            throw QueryParameters.invalid("from must be before to");
        }
        long rows = Duration.between(from, to).toHours() / (unit == StatsUnit.HOUR ? 1 : 24);
        if (rows > (unit == StatsUnit.HOUR ? MOST_HOURS : MOST_DAYS)) {
            throw QueryParameters.invalid(
                    unit == StatsUnit.HOUR
                            ? "With interval=hour a span has at most 31 days; use interval=day or a shorter span"
                            : "A span has at most three years; use a shorter span");
        }
        String groupBy = parameters.oneOf("groupBy", "", DIMENSIONS);
        return new StatsQuery(from, to, unit, groupBy.isEmpty() ? null : groupBy, TableFormat.of(ctx, parameters));
    }

    /** An RFC 3339 time, or a date, which stands for its midnight in UTC. */
    private static Instant moment(String name, String text) {
        try {
            Instant moment = text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    // a + that is not percent-encoded arrives as a space
                    : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            if (moment.isAfter(Instant.EPOCH) && moment.isBefore(Instant.parse("3000-01-01T00:00:00Z"))) {
                return moment;
            }
        } catch (DateTimeException e) {
            // answered like a moment out of range
        }
        throw QueryParameters.invalid(
                name + " must be a date such as 2026-01-31 or an RFC 3339 time such as 2026-01-31T12:00:00Z");
    }

    private static Instant floor(Instant moment, StatsUnit unit) {
        return moment.truncatedTo(unit == StatsUnit.HOUR ? ChronoUnit.HOURS : ChronoUnit.DAYS);
    }

    private static Instant ceiling(Instant moment, StatsUnit unit) {
        Instant floor = floor(moment, unit);
        return floor.equals(moment) ? moment : floor.plus(unit == StatsUnit.HOUR ? 1 : 24, ChronoUnit.HOURS);
    }
}
