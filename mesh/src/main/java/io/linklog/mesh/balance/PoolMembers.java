package io.linklog.mesh.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may take a request. Immutable.
 *
 * @param all the instances that are UP and have a weight, by hash id and id, so that every client has the same order
 * @param available those of them that are not ejected; all in a panic
 */
public record PoolMembers(List<Backend> all, List<Backend> available) {

    public PoolMembers {
        all = List.copyOf(all);
        available = List.copyOf(available);
    }

    /**
     * The cheapest of those not tried yet: an available one, else an ejected one, and one already tried only where
     * there is no other. Null when there is none at all. For the rare case that the way of a balancer found nobody.
     */
    @Nullable
    Backend lastResort(List<Backend> tried, long now) {
        Backend found = cheapest(available, tried, now);
        if (found == null) {
            found = cheapest(all, tried, now);
        }
        return found == null ? cheapest(all, List.of(), now) : found;
    }

    private static @Nullable Backend cheapest(List<Backend> among, List<Backend> without, long now) {
        Backend best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Backend backend : among) {
            double cost = backend.cost(100.0 / backend.instance().weight(), now);
            if (cost < least && !without.contains(backend)) {
                best = backend;
                least = cost;
            }
        }
        return best;
    }
}
