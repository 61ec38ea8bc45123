package io.linklog.cli.importing.values;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads times as tools and spreadsheets write them. An offset counts; without one the time is of the given zone. Not
 * thread-safe.
 */
public final class Dates {

    private static final String TIME =
            "(?:[T ,]+(?:at )?(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9})\\d*)?)? ?([AaPp]\\.?[Mm]\\.?)?)?";
    private static final String ZONE = " ?(Z|UTC|GMT|(?:UTC|GMT)?[+-]\\d{2}(?::?\\d{2})?)?(?: \\([^)]*\\))?";
    private static final Pattern YEAR_FIRST = Pattern.compile("(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})" + TIME + ZONE);
    private static final Pattern YEAR_LAST = Pattern.compile("(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})" + TIME + ZONE);
    private static final Pattern NAMED = Pattern.compile("(?:[A-Z][a-z]{2,8},? )?(?:([A-Z][a-z]{2,8})\\.? (\\d{1,2})"
            + "(?:st|nd|rd|th)?|(\\d{1,2})\\.?[ -]([A-Z][a-z]{2,8})\\.?),?[ -](\\d{4})" + TIME + ZONE);
    private static final Pattern NEVER = Pattern.compile("0000-00-00( 00:00:00)?");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private final ZoneId zone;
    private long withoutZone;

    /** @param zone of times that name none */
    public Dates(ZoneId zone) {
        this.zone = zone;
    }

    /** How many times had no zone. */
    public long withoutZone() {
        return withoutZone;
    }

    /**
     * The moment that a text means; null for one that means none, as MySQL's zeros.
     *
     * @param order of day and month in dates with slashes; null when it is not known
     * @param lastMoment whether a date without a time means the end of that day instead of its beginning
     * @throws BadValue when the text is no time, or may be two
     */
    public @Nullable Instant parse(String text, @Nullable DateOrder order, boolean lastMoment) throws BadValue {
        try {
            if (text.length() >= 20 && text.charAt(text.length() - 1) == 'Z' && text.charAt(10) == 'T') {
                return Instant.parse(text);
            }
            return parseOther(text, order, lastMoment);
        } catch (DateTimeException e) {
            throw noTime(text);
        }
    }

    private static BadValue noTime(String text) {
        return new BadValue(
                "must be a time like 2026-12-31T23:59:59Z, or a date like 2026-12-31, not \"" + text + "\"");
    }

    private @Nullable Instant parseOther(String text, @Nullable DateOrder order, boolean lastMoment) throws BadValue {
        if (text.matches("\\d{10}")) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        if (text.matches("\\d{13}")) {
            return Instant.ofEpochMilli(Long.parseLong(text));
        }
        if (NEVER.matcher(text).matches()) {
            return null;
        }
        Matcher yearFirst = YEAR_FIRST.matcher(text);
        if (yearFirst.matches()) {
            LocalDate date = LocalDate.of(number(yearFirst, 1), number(yearFirst, 3), number(yearFirst, 4));
            return moment(date, yearFirst, 5, lastMoment);
        }
        Matcher yearLast = YEAR_LAST.matcher(text);
        if (yearLast.matches()) {
            return moment(dayAndMonth(text, yearLast, order), yearLast, 5, lastMoment);
        }
        Matcher named = NAMED.matcher(text);
        if (named.matches()) {
            boolean monthFirst = named.group(1) != null;
            int month = month(named.group(monthFirst ? 1 : 4));
            return moment(
                    LocalDate.of(number(named, 5), month, number(named, monthFirst ? 2 : 3)), named, 6, lastMoment);
        }
        throw noTime(text);
    }

    private static int month(String name) {
        int month = 1 + MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT));
        if (month == 0) {
            throw new DateTimeException(name);
        }
        return month;
    }

    /** A date with dots has the day first; one with slashes or dashes as its column says. */
    private static LocalDate dayAndMonth(String text, Matcher date, @Nullable DateOrder order) throws BadValue {
        int first = number(date, 1);
        int second = number(date, 3);
        int year = number(date, 4);
        boolean dots = date.group(2).equals(".");
        if (!dots && order == null && first != second) {
            throw new BadValue("has a day and a month in unknown order, \"" + text
                    + "\", and no other date in its column settles it; say --dates dmy or --dates mdy");
        }
        return dots || order != DateOrder.mdy ? LocalDate.of(year, second, first) : LocalDate.of(year, first, second);
    }

    /** @param at the group of the hour; those of minute, second, fraction, half of the day and zone follow */
    private Instant moment(LocalDate date, Matcher match, int at, boolean lastMoment) {
        String offset = match.group(at + 5);
        LocalDateTime local;
        if (match.group(at) == null) {
            local = (lastMoment ? date.plusDays(1) : date).atStartOfDay();
        } else {
            String fraction = match.group(at + 3) == null ? "" : match.group(at + 3);
            int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
            int second = match.group(at + 2) == null ? 0 : number(match, at + 2);
            LocalTime time = LocalTime.of(hour(number(match, at), match.group(at + 4)), number(match, at + 1), second);
            local = date.atTime(time.withNano(nanos));
        }
        if (offset == null) {
            withoutZone++;
            return local.atZone(zone).toInstant();
        }
        String plain = offset.replace("UTC", "").replace("GMT", "");
        return OffsetDateTime.of(local, plain.isEmpty() ? ZoneOffset.UTC : ZoneOffset.of(withMinutes(plain)))
                .toInstant();
    }

    /** {@code +01} and {@code +0100} are read by the JDK; {@code Z} too. */
    private static String withMinutes(String offset) {
        return offset.length() == 3 ? offset + ":00" : offset;
    }

    private static int hour(int hour, @Nullable String half) {
        if (half == null) {
            return hour;
        }
        if (hour < 1 || hour > 12) {
            throw new DateTimeException("hour " + hour);
        }
        return hour % 12 + (half.toLowerCase(Locale.ROOT).startsWith("p") ? 12 : 0);
    }

    private static int number(Matcher match, int group) {
        return Integer.parseInt(match.group(group));
    }

    /** The order that a date proves, as one of its first two numbers is over 12; null when it proves none. */
    public static @Nullable DateOrder proof(String text) {
        if (text.length() < 8 || text.length() > 64) {
            return null;
        }
        Matcher date = YEAR_LAST.matcher(text);
        if (!date.matches() || date.group(2).equals(".")) {
            return null;
        }
        int first = number(date, 1);
        int second = number(date, 3);
        return first > 12 && second <= 12 ? DateOrder.dmy : second > 12 && first <= 12 ? DateOrder.mdy : null;
    }
}
