package io.linklog.mesh.canary;

import java.time.Duration;
import java.util.List;

/**
 * The plan of a rollout.
 *
 * @param steps the canary's share of the requests in basis points: ascending, the last one is 10000
 * @param interval the time between two comparisons; a step lasts at least one interval
 * @param minRequests the requests that canary and baseline must each serve for a conclusive comparison
 * @param limits the limits that the canary must keep
 */
public record RolloutPlan(List<Integer> steps, Duration interval, int minRequests, Limits limits) {

    /** 1, 5, 25, 50 and 100 %, one minute and 200 requests each. */
    public static final RolloutPlan USUAL =
            new RolloutPlan(List.of(100, 500, 2_500, 5_000, 10_000), Duration.ofMinutes(1), 200, Limits.USUAL);

    private static final int MAX_STEPS = 50;

    /** @throws IllegalArgumentException if the plan is not valid; the message names the field */
    public RolloutPlan {
        steps = List.copyOf(steps);
        require(!steps.isEmpty() && steps.size() <= MAX_STEPS, "'steps' must have 1 to " + MAX_STEPS + " elements");
        int before = 0;
        for (int step : steps) {
            require(
                    step > before,
                    "'steps' must grow from more than 0 basis points, but there is " + step + " after " + before);
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
