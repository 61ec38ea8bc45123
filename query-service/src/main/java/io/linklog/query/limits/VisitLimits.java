package io.linklog.query.limits;

import java.util.concurrent.CompletableFuture;

/**
 * Enforces the maximum number of visits of a link across all instances, exactly. Thread-safe.
 *
 * <p>Both questions complete with an answer or fail with an {@link io.linklog.query.lookup.UnavailableException}, which
 * says what this waits for, after the deadline of the visitor.
 */
public interface VisitLimits {

    /**
     * Takes a place for one visitor. A visitor whose wait has ended without an answer takes none.
     *
     * @return false when all are taken
     */
    CompletableFuture<Boolean> enter(String code, long most);

    /** Whether a place is left, for one who takes none; false is final for this maximum. */
    CompletableFuture<Boolean> isOpen(String code, long most);
}
