package io.linklog.visits;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A generation of the visit count. The first generation counts visits as they were classified when they were logged.
 * Each recount starts the next generation, which classifies the visits again. A number is never used twice.
 *
 * @param number at least 1
 * @param from the generation counts visits from this time on, a midnight in UTC; an older generation has the visits
 *     before
 * @param startedAt the time when the recount started
 * @param bots the lines of a {@link BotList}
 * @param places the path of a MaxMind database, the same on every instance that counts; empty to use the places in the
 *     records
 */
public record Generation(int number, Instant from, Instant startedAt, List<String> bots, Optional<String> places) {

    /** The generation of a new installation. */
    public static final Generation FIRST = new Generation(1, Instant.EPOCH, Instant.EPOCH, List.of(), Optional.empty());

    private static final String APPLICATION = "linklog-visits";

    public Generation {
        if (number < 1) {
            throw new IllegalArgumentException("The number of a generation must be at least 1, not " + number);
        }
        bots = List.copyOf(bots);
    }

    /**
     * The generation of a new recount. It begins with the first day that the log keeps completely until the recount
     * ends.
     *
     * @param retention the retention of the log of visits
     */
    static Generation start(int number, Instant now, Duration retention, List<String> bots, Optional<String> places) {
        // the first complete day plus one, because the log deletes old visits while the recount reads
        Instant from = now.minus(retention).truncatedTo(ChronoUnit.DAYS).plus(2, ChronoUnit.DAYS);
        return new Generation(number, from, now.truncatedTo(ChronoUnit.MILLIS), bots, places);
    }

    /**
     * The id of the Kafka Streams application that counts a generation: its consumer group and the prefix of its
     * topics. Links have another application, because many visits must not delay commands.
     */
    public static String application(int number) {
        return number == 1 ? APPLICATION : APPLICATION + '-' + number;
    }

    /** The name of that application in logs, metrics and health. */
    public static String shortName(int number) {
        return number == 1 ? "visits" : "visits-" + number;
    }

    /** Whether the generation uses the classification in the records. */
    public boolean isFirst() {
        return number == 1;
    }

    /** The same generation without a database: it uses the places in the records. */
    public Generation withoutPlaces() {
        return new Generation(number, from, startedAt, bots, Optional.empty());
    }

    /** The generation without lists, for one that no longer counts. */
    Generation withoutLists() {
        return new Generation(number, from, startedAt, List.of(), Optional.empty());
    }
}
