package io.linklog.query.limits;

import java.util.concurrent.CompletableFuture;

/** Enforces the maximum number of visits of a link across all instances, exactly. Thread-safe. */
public interface VisitLimits {

    /** Whether all places are known to be taken, from memory alone: true is certain, false is not. */
    boolean isFull(String code, long most);

    /**
     * Takes a place for one visitor.
     *
     * @return false when all are taken; fails when the deadline passes first, and then a place may be lost
     */
    CompletableFuture<Boolean> enter(String code, long most);
}
