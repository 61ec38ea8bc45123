package io.linklog.visits;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which generations of the count of visits there are. Immutable.
 *
 * @param held what readers read, by time: each generation says what was from its {@code from} on until that of the
 *     next; the last one holds. Never empty
 * @param coming what a recount is counting
 * @param leaving what is to be cleared up, because nobody reads it any more
 */
public record Counts(List<Generation> held, Optional<Generation> coming, List<Leaving> leaving) {

    /**
     * Rows of a generation that nobody reads any more.
     *
     * @param from those that begin there or later
     */
    public record Leaving(int number, Instant from) {}

    /** Before the first recount. */
    public static final Counts FIRST = new Counts(List.of(Generation.FIRST), Optional.empty(), List.of());

    public Counts {
        held = List.copyOf(held);
        leaving = List.copyOf(leaving);
        if (held.isEmpty()) {
            throw new IllegalArgumentException("There must be a generation that holds");
        }
    }

    /** The generation that holds. */
    public Generation holding() {
        return held.get(held.size() - 1);
    }

    /** Those that take visits. */
    public List<Generation> counting() {
        return Stream.concat(Stream.of(holding()), coming.stream()).toList();
    }

    /**
     * As it is when a recount begins. One that was begun before is given up.
     *
     * @param kept for how long the log keeps visits
     */
    public Counts begin(Instant now, Duration kept, List<String> bots, Optional<String> places) {
        int highest = Stream.concat(
                        counting().stream().map(Generation::number),
                        leaving.stream().map(Leaving::number))
                .reduce(0, Math::max);
        List<Leaving> left = new ArrayList<>(leaving);
        coming.ifPresent(given -> left.add(new Leaving(given.number(), Instant.EPOCH)));
        return new Counts(held, Optional.of(Generation.begin(highest + 1, now, kept, bots, places)), left);
    }

    /** As it is when the one that is coming holds. */
    public Counts switched() {
        Generation next = coming.orElseThrow(() -> new IllegalStateException("No generation is coming"));
        List<Generation> now = new ArrayList<>();
        held.stream()
                .filter(one -> one.from().isBefore(next.from()))
                .map(Generation::past)
                .forEach(now::add);
        now.add(next);
        List<Leaving> left = new ArrayList<>(leaving);
        left.add(new Leaving(holding().number(), next.from()));
        return new Counts(now, Optional.empty(), left);
    }

    /** As it is when something was cleared up. */
    public Counts without(Leaving cleared) {
        return new Counts(
                held,
                coming,
                leaving.stream().filter(one -> !one.equals(cleared)).toList());
    }
}
