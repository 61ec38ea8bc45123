package io.linklog.bench.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Two experiments in alternating turns: A B A B A B. A shared machine changes from minute to minute, but little between
 * the two turns of one round.
 *
 * @param own the results of Linklog
 * @param reference the results of the reference
 */
public record Rounds<A, B>(List<A> own, List<B> reference) {

    public interface Turn<T> {
        T run(int round) throws Exception;
    }

    public interface Load {
        void run(Duration time) throws Exception;
    }

    /** Limits the idle time of the other side, because a service closes a connection that idles for a minute. */
    private static final Duration LONGEST_SLICE = Duration.ofSeconds(20);

    /** Puts load on both, in alternating slices, until each has had it for this time. */
    public static void warmUp(Duration time, Load own, Load reference) throws Exception {
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(LONGEST_SLICE)) {
            Duration slice = left.compareTo(LONGEST_SLICE) < 0 ? left : LONGEST_SLICE;
            own.run(slice);
            reference.run(slice);
        }
    }

    public static <A, B> Rounds<A, B> interleave(int rounds, Turn<A> own, Turn<B> reference) throws Exception {
        List<A> a = new ArrayList<>();
        List<B> b = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            a.add(own.run(round));
            b.add(reference.run(round));
        }
        return new Rounds<>(List.copyOf(a), List.copyOf(b));
    }

    /** A figure of both. */
    public Figure figure(
            String name, String unit, ToDoubleFunction<A> ofOwn, ToDoubleFunction<B> ofReference, Goal... goals) {
        return new Figure(
                name,
                unit,
                values(own, ofOwn::applyAsDouble),
                values(reference, ofReference::applyAsDouble),
                List.of(goals));
    }

    /** A figure without a reference. */
    public Figure figure(String name, String unit, ToDoubleFunction<A> ofOwn, Goal... goals) {
        return new Figure(name, unit, values(own, ofOwn::applyAsDouble), List.of(), List.of(goals));
    }

    private static <T> List<Double> values(List<T> results, Function<T, Double> value) {
        return results.stream().map(value).toList();
    }
}
