package io.linklog.mesh.canary;

import java.time.Duration;
import java.util.List;

/**
 * How a rollout goes.
 *
 * @param steps the canary's share of the requests in basis points, growing, the last is all
 * @param interval between two comparisons; a step lasts one at least
 * @param minRequests that canary and baseline must have served for a result
 * @param limits when the canary is bad
 */
public record RolloutPlan(List<Integer> steps, Duration interval, int minRequests, Limits limits) {

    /** 1, 5, 25, 50 and 100 %, a minute and 200 requests each. */
    public static final RolloutPlan USUAL =
            new RolloutPlan(List.of(100, 500, 2_500, 5_000, 10_000), Duration.ofMinutes(1), 200, Limits.USUAL);

    private static final int MOST_STEPS = 50;

    /** @throws IllegalArgumentException for a plan that cannot be followed, with the reason */
    public RolloutPlan {
        steps = List.copyOf(steps);
        require(!steps.isEmpty() && steps.size() <= MOST_STEPS, "'steps' are not 1 to " + MOST_STEPS);
        int before = 0;
        for (int step : steps) {
            require(step > before, "'steps' must grow from more than 0 %, but there is " + step + " after " + before);
            before = step;
        }
        require(before == 10_000, "'steps' must end with 100 %");
        require(
                interval.compareTo(Duration.ofSeconds(1)) >= 0 && interval.compareTo(Duration.ofDays(1)) <= 0,
                "'interval' is not from one second to one day");
        require(minRequests >= 1 && minRequests <= 100_000_000, "'minRequests' is not from 1 to 100000000");
    }

    static void require(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
