package io.linklog.webhooks.call;

import java.util.Set;

/** What an answer means for its event. */
public enum Verdict {
    /** 2xx: the receiver has it. */
    DELIVERED,
    /** A later call may succeed: the event is sent again. */
    AGAIN,
    /** The receiver rejects this event, or the address is wrong: another call would not help. */
    REFUSED,
    /** 410: the receiver wants no more events. */
    GONE;

    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    public static Verdict of(int status) {
        if (status >= 200 && status < 300) {
            return DELIVERED;
        }
        if (status == 410) {
            return GONE;
        }
        // a redirect is a refusal: following it would send events to an address that the operator did not choose
        return status >= 500 || LATER.contains(status) ? AGAIN : REFUSED;
    }
}
