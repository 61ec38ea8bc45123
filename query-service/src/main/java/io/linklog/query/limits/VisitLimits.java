package io.linklog.query.limits;

import java.util.concurrent.CompletableFuture;

/**
 * Lets as many visitors through to a link as it may have, over all instances: exactly so many are let through, and the
 * next is not. Thread-safe.
 */
public interface VisitLimits {

    /** Whether all places are known to be taken. Asks nobody; false may be wrong, true is not. */
    boolean isFull(String code, long most);

    /**
     * Takes a place for one visitor.
     *
     * @return false when all are taken; failed when that cannot be said in time, and then a place may have been taken
     *     in vain
     */
    CompletableFuture<Boolean> enter(String code, long most);
}
