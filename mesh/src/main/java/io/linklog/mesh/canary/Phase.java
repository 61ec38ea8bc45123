package io.linklog.mesh.canary;

/**
 * The phase of a rollout.
 *
 * <pre>
 *             inconclusive for long, or by command
 *   RUNNING ------------------------------------------> PAUSED
 *     |  ^                                                |
 *     |  +------------------------------------------------+
 *     |     a comparison passed (unless paused by command), or by command
 *     |
 *     +--> PROMOTED      all steps passed, or by command   } from RUNNING
 *     +--> ROLLED_BACK   failed in a row, or by command    } and PAUSED
 * </pre>
 */
public enum Phase {
    RUNNING,
    /** Stays at its weight. A canary that fails is still rolled back. */
    PAUSED,
    /** Over: the canary is now the stable version. */
    PROMOTED,
    /** Over: the canary has no weight. Only requests that choose it by header or cookie reach it. */
    ROLLED_BACK;

    /** Whether the rollout has ended. */
    public boolean isOver() {
        return this == PROMOTED || this == ROLLED_BACK;
    }
}
