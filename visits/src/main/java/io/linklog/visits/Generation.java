package io.linklog.visits;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * One count of all visits. The first describes visits as they were when they were logged; each recount makes the next
 * one, which describes them anew, and a number is never used again.
 *
 * @param number at least 1
 * @param from it counts visits from there on, a midnight in UTC; what was before is the count of older generations
 * @param begun when the recount began
 * @param bots the lines of a {@link BotList}
 * @param places the path of a MaxMind database, the same on every instance that counts; empty to leave places as they
 *     are
 */
public record Generation(int number, Instant from, Instant begun, List<String> bots, Optional<String> places) {

    /** What a new installation begins with. */
    public static final Generation FIRST = new Generation(1, Instant.EPOCH, Instant.EPOCH, List.of(), Optional.empty());

    private static final String APPLICATION = "linklog-visits";

    public Generation {
        if (number < 1) {
            throw new IllegalArgumentException("A generation's number begins at 1, not at " + number);
        }
        bots = List.copyOf(bots);
    }

    /**
     * One that counts what the log has for sure.
     *
     * @param kept for how long the log keeps visits
     */
    static Generation begin(int number, Instant now, Duration kept, List<String> bots, Optional<String> places) {
        // the first whole day that is kept now, and one more, because the log goes on forgetting while it is read
        Instant from = now.minus(kept).truncatedTo(ChronoUnit.DAYS).plus(2, ChronoUnit.DAYS);
        return new Generation(number, from, now.truncatedTo(ChronoUnit.MILLIS), bots, places);
    }

    /**
     * The Kafka Streams application that counts a generation: its consumer group, and what the names of its topics
     * begin with. Not that of links, so that a flood of visits delays no command.
     */
    public static String application(int number) {
        return number == 1 ? APPLICATION : APPLICATION + '-' + number;
    }

    /** Whether visits are as they were logged. */
    public boolean isFirst() {
        return number == 1;
    }

    /** The same with places left as they are. */
    public Generation withoutPlaces() {
        return new Generation(number, from, begun, bots, Optional.empty());
    }

    /** As it is remembered when it counts no more. */
    Generation past() {
        return new Generation(number, from, begun, List.of(), Optional.empty());
    }
}
