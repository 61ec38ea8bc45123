package io.linklog.webhooks.call;

import java.util.Set;

/** What an answer means for the event. */
public enum Verdict {
    /** 2xx: the receiver has it. */
    DELIVERED,
    /** It may go well later: the same event is sent again. */
    AGAIN,
    /** It is this event that the receiver does not take, or the address that is wrong: a repeat is of no use. */
    REFUSED,
    /** The receiver wants no more events, ever. */
    GONE;

    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    public static Verdict of(int status) {
        if (status >= 200 && status < 300) {
            return DELIVERED;
        }
        if (status == 410) {
            return GONE;
        }
        // redirects too: to follow one would send events where the operator did not say
        return status >= 500 || LATER.contains(status) ? AGAIN : REFUSED;
    }
}
