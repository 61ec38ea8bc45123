package io.linklog.schemas.conditions;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A time of the week by the clocks of a zone: {@code mon-fri 09:00-17:00}, {@code sat,sun} or {@code 22:00-06:00}. A
 * span that ends before it begins goes on over midnight and belongs to the day of its begin.
 */
final class WeekTime {

    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final int EVERY_DAY = 0x7f;
    private static final int DAY_MINUTES = 24 * 60;
    private static final int DAY_SECONDS = DAY_MINUTES * 60;
    private static final int THURSDAY = 3; // 1 January 1970
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();
    private static final String FORM =
            "matchValue must be days, a time or both, like mon-fri 09:00-17:00, sat,sun or 22:00-06:00";

    private final ZoneRules zone;
    private final int days; // bit 0 is Monday
    private final int from; // minutes since midnight, included
    private final int until; // not included

    private WeekTime(ZoneRules zone, int days, int from, int until) {
        this.zone = zone;
        this.days = days;
        this.from = from;
        this.until = until;
    }

    /** @param zone from the IANA database; empty for UTC */
    static WeekTime read(String zone, String text) throws InvalidConditionException {
        if (!zone.isEmpty() && !ZONES.contains(zone)) {
            throw new InvalidConditionException("matchKey must be a time zone, like Europe/Berlin; left out it is UTC");
        }
        ZoneRules rules = ZoneId.of(zone.isEmpty() ? "UTC" : zone).getRules();
        String[] parts = text.toLowerCase(Locale.ROOT).split(" ", -1);
        if (parts.length > 2) {
            throw new InvalidConditionException(FORM);
        }
        String last = parts[parts.length - 1];
        boolean timed = last.indexOf(':') >= 0;
        if (parts.length == 2 && !timed) {
            throw new InvalidConditionException(FORM);
        }
        int days = parts.length == 2 || !timed ? days(parts[0]) : EVERY_DAY;
        if (!timed) {
            return new WeekTime(rules, days, 0, DAY_MINUTES);
        }
        int dash = last.indexOf('-');
        if (dash < 0) {
            throw new InvalidConditionException(FORM);
        }
        int from = minutes(last.substring(0, dash));
        int until = minutes(last.substring(dash + 1));
        if (from == until || from == DAY_MINUTES) {
            throw new InvalidConditionException(
                    "matchValue must not end when it begins; leave the time out for whole days");
        }
        return new WeekTime(rules, days, from, until);
    }

    boolean contains(long nowMillis) {
        Instant now = Instant.ofEpochMilli(nowMillis);
        long seconds = now.getEpochSecond() + zone.getOffset(now).getTotalSeconds();
        int minute = (int) (Math.floorMod(seconds, DAY_SECONDS) / 60);
        int day = (int) Math.floorMod(Math.floorDiv(seconds, DAY_SECONDS) + THURSDAY, 7L);
        if (from < until) {
            return has(day) && from <= minute && minute < until;
        }
        return minute >= from ? has(day) : minute < until && has((day + 6) % 7);
    }

    private boolean has(int day) {
        return (days >> day & 1) != 0;
    }

    private static int days(String text) throws InvalidConditionException {
        int days = 0;
        for (String range : text.split(",", -1)) {
            int dash = range.indexOf('-');
            int first = DAYS.indexOf(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : DAYS.indexOf(range.substring(dash + 1));
            if (first < 0 || last < 0) {
                throw new InvalidConditionException(FORM);
            }
            for (int day = first; day != last; day = (day + 1) % 7) {
                days |= 1 << day;
            }
            days |= 1 << last;
        }
        return days;
    }

    private static int minutes(String text) throws InvalidConditionException {
        boolean formed = text.length() == 5 && text.charAt(2) == ':';
        int hour = formed ? SmallNumber.read(text.substring(0, 2), 24) : -1;
        int minute = formed ? SmallNumber.read(text.substring(3), 59) : -1;
        if (hour < 0 || minute < 0 || hour * 60 + minute > DAY_MINUTES) {
            throw new InvalidConditionException(FORM);
        }
        return hour * 60 + minute;
    }
}
