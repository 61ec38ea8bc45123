package io.linklog.mesh.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The instances that may get a request. Immutable.
 *
 * @param all the instances that are UP and have a weight, by hash id and id; every client has the same order
 * @param available the instances of {@code all} that are not ejected; all of them in a panic
 */
public record PoolMembers(List<Backend> all, List<Backend> available) {

    public PoolMembers {
        all = List.copyOf(all);
        available = List.copyOf(available);
    }

    /**
     * The cheapest untried instance: an available one, else an ejected one; an instance that was tried only if there is
     * no other; null if there is none at all. For the rare case that a balancer finds no instance.
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
