package io.linklog.visits;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The generations of the visit count. Immutable.
 *
 * @param readable the generations that readers read, oldest first; never empty. Each one has the visits from its
 *     {@code from} until the {@code from} of the next one. The last is the current generation
 * @param pending the generation of an unfinished recount
 * @param obsolete the rows that readers no longer read, until the state of their application is deleted
 */
public record Counts(List<Generation> readable, Optional<Generation> pending, List<ObsoleteRows> obsolete) {

    /**
     * The rows of a generation that readers no longer read.
     *
     * @param generation the number of the generation
     * @param from the rows that begin at this time or later are obsolete
     */
    public record ObsoleteRows(int generation, Instant from) {}

    /** The state before the first recount. */
    public static final Counts FIRST = new Counts(List.of(Generation.FIRST), Optional.empty(), List.of());

    public Counts {
        readable = List.copyOf(readable);
        obsolete = List.copyOf(obsolete);
        if (readable.isEmpty()) {
            throw new IllegalArgumentException("There must be at least one readable generation");
        }
    }

    /** The current generation. */
    public Generation current() {
        return readable.get(readable.size() - 1);
    }

    /** The generations that count new visits: the current one and the pending one. */
    public List<Generation> active() {
        return Stream.concat(Stream.of(current()), pending.stream()).toList();
    }

    /** The highest number that any generation has. */
    public int highest() {
        return Stream.concat(
                        active().stream().map(Generation::number),
                        obsolete.stream().map(ObsoleteRows::generation))
                .reduce(0, Math::max);
    }

    /**
     * Starts a recount. Abandons an unfinished one.
     *
     * @param retention the retention of the log of visits
     * @param bots the lines of the new generation's {@link BotList}
     * @param places the path of the new generation's database of places
     */
    public Counts startRecount(Instant now, Duration retention, List<String> bots, Optional<String> places) {
        List<ObsoleteRows> allObsolete = new ArrayList<>(obsolete);
        pending.ifPresent(abandoned -> allObsolete.add(new ObsoleteRows(abandoned.number(), Instant.EPOCH)));
        return new Counts(
                readable, Optional.of(Generation.start(highest() + 1, now, retention, bots, places)), allObsolete);
    }

    /**
     * Makes the pending generation the current one.
     *
     * @throws IllegalStateException if there is no pending generation
     */
    public Counts switchToPending() {
        Generation next = pending.orElseThrow(() -> new IllegalStateException("There is no pending generation"));
        List<Generation> allReadable = new ArrayList<>();
        readable.stream()
                .filter(one -> one.from().isBefore(next.from()))
                .map(Generation::withoutLists)
                .forEach(allReadable::add);
        allReadable.add(next);
        List<ObsoleteRows> allObsolete = new ArrayList<>(obsolete);
        allObsolete.add(new ObsoleteRows(current().number(), next.from()));
        return new Counts(allReadable, Optional.empty(), allObsolete);
    }

    /** Removes an entry of {@link #obsolete} after the state of its application was deleted. */
    public Counts withoutObsolete(ObsoleteRows deleted) {
        return new Counts(
                readable,
                pending,
                obsolete.stream().filter(one -> !one.equals(deleted)).toList());
    }
}
