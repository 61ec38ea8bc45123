package io.linklog.mesh.canary;

/**
 * Where a rollout stands.
 *
 * <pre>
 *             too little seen for long, or by command
 *   RUNNING ------------------------------------------> PAUSED
 *     |  ^                                                |
 *     |  +------------------------------------------------+
 *     |     enough seen (unless by command), or by command
 *     |
 *     +--> PROMOTED      all steps passed, or by command   } from
 *     +--> ROLLED_BACK   failed in a row, or by command    } both
 * </pre>
 */
public enum Phase {
    RUNNING,
    /** Stays at its weight. A canary that fails is rolled back from here too. */
    PAUSED,
    /** Over: the canary is the stable version now. */
    PROMOTED,
    /** Over: the canary has no weight; only requests that choose it by header or cookie reach it. */
    ROLLED_BACK;

    /** Whether nothing happens any more. */
    public boolean isOver() {
        return this == PROMOTED || this == ROLLED_BACK;
    }
}
