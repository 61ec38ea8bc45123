package io.linklog.query.limits;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds leases of processes that have died: those of former runs of this instance, and those that stay unchanged while
 * this waits for their places. Not thread-safe.
 */
final class AbandonedLeases {

    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LeaseNames names;
    private final Map<String, Long> heldSince = new HashMap<>();

    AbandonedLeases(LeaseNames names) {
        this.names = names;
    }

    /**
     * @param mine the lease that this process holds; null for none
     * @param isAwaited whether this waits for the places of others
     */
    Set<String> find(Ledger ledger, @Nullable String mine, boolean isAwaited, long nowNanos) {
        heldSince.keySet().retainAll(ledger.leases().keySet());
        Set<String> dead = new HashSet<>();
        for (String other : ledger.leases().keySet()) {
            if (other.equals(mine)) {
                continue;
            }
            boolean isOld =
                    isAwaited && nowNanos - heldSince.computeIfAbsent(other, seen -> nowNanos) >= PATIENCE.toNanos();
            if (isOld || names.isOfFormerRun(other)) {
                dead.add(other);
            }
        }
        return dead;
    }
}
