package io.linklog.mesh.canary;

/** What a canary is compared with. */
public enum Baseline {
    /** Instances of the stable version that started at about the same time: as cold as the canary. */
    SAME_AGE,
    /** All instances of the stable version, for want of ones of the same age. */
    FLEET,
    /** What the stable version showed last, when it had enough requests; at 100 % it gets none. */
    EARLIER
}
