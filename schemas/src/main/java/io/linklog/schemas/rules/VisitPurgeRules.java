package io.linklog.schemas.rules;

import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.encoding.AddressText;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a purge of visits means for totals. */
public final class VisitPurgeRules {

    /**
     * A purge ends this long after it is ordered. Whoever counts knows of it by then. So it has not counted a later
     * visit in the same row, which it would erase with the others.
     */
    public static final Duration AHEAD = Duration.ofSeconds(3);

    /** No visit is older than this. It bounds how many partitions of tables a purge can name. */
    public static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    /** Begins the name of a purge by address; the network follows. */
    public static final String OF_ADDRESSES = "*addresses/";

    /** Longer than a process that counts can miss a purge: both topics are of the same Kafka. */
    private static final Duration UNAWARE = Duration.ofHours(1);

    private static final Pattern NETWORK = Pattern.compile("([0-9A-Fa-f.:]{2,45})/([0-9]{1,3})");
    private static final int MOST_GENERATIONS = 1_000;

    private VisitPurgeRules() {}

    /**
     * Checks that a purge names a bounded part of the tables.
     *
     * @throws UnreadableRecordException if it does not; the message has the reason
     */
    public static void require(VisitPurge purge) {
        if (purge.getName().isEmpty()
                || purge.getFrom().isBefore(EARLIEST)
                || purge.getUntil().isBefore(purge.getFrom())
                || purge.getUntil().isAfter(LATEST)
                || purge.getGenerations() < 1
                || purge.getGenerations() > MOST_GENERATIONS) {
            throw new UnreadableRecordException(
                    "The purge of visits has no name, or its times or generations are out of range", null);
        }
    }

    /**
     * Whether a purge may name these addresses: a network that is not finer than the addresses in visits, and not half
     * of the internet.
     */
    public static boolean isNetwork(String text) {
        Matcher matcher = NETWORK.matcher(text);
        byte[] address = matcher.matches() ? AddressText.parse(matcher.group(1)) : null;
        if (address == null) {
            return false;
        }
        int bits = Integer.parseInt(matcher.group(2));
        return address.length == 4 ? bits >= 8 && bits <= 24 : bits >= 16 && bits <= 48;
    }

    /**
     * Whether totals may hold visits that are purged.
     *
     * @param until the time of the purge of their name; null for none
     */
    public static boolean isPurged(VisitTotals totals, @Nullable Instant until) {
        return until != null
                && !totals.getStart().isAfter(until)
                && (totals.getPurgedUntil() == null || totals.getPurgedUntil().isBefore(until));
    }

    /**
     * The time with which tables delete purged totals. Totals of before are older. Totals that are counted anew are
     * newer.
     */
    public static Instant deletedAt(Instant until) {
        return until.plus(UNAWARE);
    }
}
