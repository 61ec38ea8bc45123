package io.linklog.query.limits;

import java.util.concurrent.CompletableFuture;

/**
 * One who waits to be admitted to a limited link.
 *
 * @param answer completes with whether the visitor is admitted; whoever completes it first wins, so that a visitor
 *     whose wait has ended takes no place
 * @param takesPlace false for one who only asks whether a place is left: a bot, a page about the link
 * @param arrived number of the latest operation on the ledger that had begun before
 */
record Visitor(CompletableFuture<Boolean> answer, boolean takesPlace, long arrived) {

    /** What became of one who wants to wait; {@code RETIRED}: the link's object is not used any more. */
    enum Entry {
        WAITS,
        TOO_MANY,
        RETIRED
    }

    boolean isGone() {
        return answer.isDone();
    }
}
