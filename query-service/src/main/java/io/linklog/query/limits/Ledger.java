package io.linklog.query.limits;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many places of a link are taken, and by whom. One row of the store; each change replaces it as a whole.
 * Immutable.
 *
 * @param version counts the changes; 0 before the first
 * @param taken places that visitors have, or that a lease holds for the next visitors
 * @param leases the places that each lease held when it was made, by its id. What an instance has given out since, only
 *     the instance knows
 */
record Ledger(long version, long taken, Map<String, Long> leases) {

    Ledger {
        leases = Map.copyOf(leases);
    }

    /**
     * One change of a ledger by one instance.
     *
     * @param old the lease that ends; null for none
     * @param returned unused places of the old lease that become free again
     * @param next the lease that begins; null for none
     * @param carried unused places of the old lease that the next one holds
     * @param added places that the next lease takes
     * @param closed leases of processes that have ended: what they hold counts as used
     */
    record Exchange(
            @Nullable String old, long returned, @Nullable String next, long carried, long added, Set<String> closed) {}

    static Ledger empty(long taken) {
        return new Ledger(0, taken, Map.of());
    }

    /** The ledger after a change. A lease that is not in the ledger any more has nothing to return. */
    Ledger after(Exchange change) {
        Map<String, Long> remaining = new HashMap<>(leases);
        boolean isHeld = change.old != null && remaining.remove(change.old) != null;
        remaining.keySet().removeAll(change.closed);
        if (change.next != null) {
            remaining.put(change.next, change.carried + change.added);
        }
        return new Ledger(version + 1, taken + change.added - (isHeld ? change.returned : 0), remaining);
    }

    /**
     * This ledger as the store has it, with what is known to have been in it. The store is behind only when it has lost
     * acknowledged writes: a node died before they were on its disk.
     */
    Ledger withoutLoss(@Nullable Ledger known) {
        if (known == null || known.version <= version) {
            return this;
        }
        Map<String, Long> all = new HashMap<>(leases);
        all.putAll(known.leases);
        return new Ledger(version, Math.max(taken, known.taken), all);
    }

    boolean hasLease(@Nullable String lease) {
        return lease != null && leases.containsKey(lease);
    }

    /** Whether nobody but the holder of a lease can have an unused place. */
    boolean isHeldByNoneBut(@Nullable String mine) {
        return leases.isEmpty() || (leases.size() == 1 && hasLease(mine));
    }
}
