package io.linklog.schemas.topics;

import io.linklog.schemas.StatsUnit;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.VisitStats;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import io.linklog.schemas.names.TenantName;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of {@code visit-stats} and of its table, and the names that stand for a code where totals are not of one
 * link.
 */
public final class VisitStatsKey {

    // No code begins with an asterisk.
    private static final String ALL_LINKS = "*";
    private static final String ORPHANS = "*orphans";

    /** In the place of a journal: its number counts the visits that are purged. No instance's name has an asterisk. */
    public static final String PURGED = "*purged";

    // In no code, tenant, domain, date or generation.
    private static final char OF_TENANT = '@';

    private static final Pattern OF_LATER_GENERATION = Pattern.compile("(.+)/([0-9]{1,9})");

    private VisitStatsKey() {}

    /** All links of a tenant together: {@code *} for the default tenant, {@code *@tenant} for others. */
    public static String allLinks(String tenant) {
        return ofTenant(ALL_LINKS, tenant);
    }

    /**
     * The visits of a tenant without a link to redirect to: {@code *orphans} for the default tenant,
     * {@code *orphans@tenant} for others.
     */
    public static String orphans(String tenant) {
        return ofTenant(ORPHANS, tenant);
    }

    /** The name under which a visit counts: its link, or the orphans of its tenant. */
    public static String name(Visit visit) {
        return visit.getKind() == VisitKind.REDIRECT ? visit.getCode() : orphans(visit.getTenant());
    }

    // the default tenant has no suffix: its keys are older than tenants
    private static String ofTenant(String name, String tenant) {
        return tenant.equals(TenantName.DEFAULT) ? name : name + OF_TENANT + tenant;
    }

    /** {@code code/unit/start/shard}, the start as an instant in ISO 8601. */
    public static String totals(String code, StatsUnit unit, Instant start, int shard, int generation) {
        return code + '/' + unit + '/' + start + '/' + shard + suffix(generation);
    }

    /** {@code journal/partition}. */
    public static String journalKey(String journal, int partition, int generation) {
        return journal + '/' + partition + suffix(generation);
    }

    /**
     * The time part of the partition key in the table of totals: the month of an hour (2026-11) or the year of a day
     * (2026), for each generation of the count.
     */
    public static String period(StatsUnit unit, LocalDate date, int generation) {
        String period = unit == StatsUnit.HOUR
                ? YearMonth.from(date).toString()
                : Year.from(date).toString();
        return period + suffix(generation);
    }

    /** The name of a journal in the table of counted visits, for each generation of the count. */
    public static String journal(String name, int generation) {
        return name + suffix(generation);
    }

    /** The journal of a name in that table; empty if the name is of another generation. */
    public static Optional<String> journalOf(String stored, int generation) {
        Matcher later = OF_LATER_GENERATION.matcher(stored);
        boolean isLater = later.matches();
        if (generation == 1) {
            return isLater ? Optional.empty() : Optional.of(stored);
        }
        return isLater && later.group(2).equals(Integer.toString(generation))
                ? Optional.of(later.group(1))
                : Optional.empty();
    }

    /** The suffix of later generations. The first has none: it is older than generations. */
    public static String suffix(int generation) {
        return generation == 1 ? "" : "/" + generation;
    }

    /** The record key of a value. */
    public static String of(VisitStats value) {
        return value.getStats() instanceof VisitTotals totals
                ? totals(
                        totals.getCode(),
                        totals.getUnit(),
                        totals.getStart(),
                        totals.getShard(),
                        totals.getGeneration())
                : of((VisitsCounted) value.getStats());
    }

    private static String of(VisitsCounted counted) {
        return journalKey(counted.getJournal(), counted.getPartition(), counted.getGeneration());
    }
}
