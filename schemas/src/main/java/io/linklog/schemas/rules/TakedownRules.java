package io.linklog.schemas.rules;

import io.linklog.schemas.TakedownOrder;
import io.linklog.schemas.rules.LinkRules.Mistake;
import java.util.ArrayList;
import java.util.List;

/** The rules for the order to take a link down. */
final class TakedownRules {

    /** The longest reason, in characters. */
    private static final int LONGEST_REASON = 200;

    /** What visitors can be answered. */
    private static final List<Integer> STATUSES = List.of(451, 410);

    private TakedownRules() {}

    static List<Mistake> mistakes(TakedownOrder order) {
        List<Mistake> mistakes = new ArrayList<>(0);
        String reason = order.getReason();
        if (reason.isBlank() || reason.length() > LONGEST_REASON || !PlainText.isPlain(reason)) {
            mistakes.add(new Mistake(
                    "reason", "must have 1 to " + LONGEST_REASON + " characters without control characters"));
        }
        if (!STATUSES.contains(order.getStatus())) {
            mistakes.add(new Mistake("status", "must be 451 or 410"));
        }
        return mistakes;
    }
}
