package io.linklog.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One measured quantity: a value per round, and the value of the reference in the same round if there is a reference.
 *
 * @param reference empty, or as long as {@code own}
 */
public record Figure(String name, String unit, List<Double> own, List<Double> reference, List<Goal> goals) {

    public Figure {
        own = List.copyOf(own);
        reference = List.copyOf(reference);
        goals = List.copyOf(goals);
        if (!reference.isEmpty() && reference.size() != own.size()) {
            throw new IllegalArgumentException(
                    name + ": " + own.size() + " rounds, but " + reference.size() + " of the reference");
        }
    }

    /** A figure without a reference, with one value per round. */
    public static <T> Figure of(String name, String unit, List<T> rounds, ToDoubleFunction<T> value, Goal... goals) {
        return new Figure(name, unit, rounds.stream().map(value::applyAsDouble).toList(), List.of(), List.of(goals));
    }

    double ownMedian() {
        return median(own);
    }

    /** The median of the reference; NaN without a reference. */
    double referenceMedian() {
        return median(reference);
    }

    /**
     * The median of the ratios of each round. It is not the ratio of the medians, because the two measurements of a
     * round share the state of the machine. NaN without a reference.
     */
    double ratio() {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < reference.size(); i++) {
            ratios.add(own.get(i) / reference.get(i));
        }
        return median(ratios);
    }

    /** Whether all goals are reached; null if there are none. */
    @Nullable
    Boolean isReached() {
        return goals.isEmpty() ? null : goals.stream().allMatch(goal -> goal.isReached(ownMedian(), ratio()));
    }

    private static double median(List<Double> values) {
        return Samples.of(values.stream().mapToDouble(Double::doubleValue).toArray())
                .median();
    }
}
