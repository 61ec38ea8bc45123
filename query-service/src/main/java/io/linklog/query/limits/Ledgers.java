package io.linklog.query.limits;

import java.util.concurrent.CompletableFuture;

/** Stores a {@link Ledger} for each link. Thread-safe. */
interface Ledgers {

    /**
     * The ledger of a link. A change whose outcome was unknown before the call is in it, or never will be.
     *
     * @return fails when the store does not answer in time
     */
    CompletableFuture<Ledger> read(String code);

    /**
     * Replaces a ledger.
     *
     * @param version of the ledger that is replaced; 0 when the store has none
     * @return false when the store has another version; fails when it is not known whether the ledger was replaced
     */
    CompletableFuture<Boolean> replace(String code, long version, Ledger next);
}
