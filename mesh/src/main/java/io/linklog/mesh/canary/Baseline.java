package io.linklog.mesh.canary;

/** The instances that a canary is compared with. */
public enum Baseline {
    /** Instances of the stable version that started at about the same time, with caches as cold as the canary's. */
    SAME_AGE,
    /** All instances of the stable version, if none has the same age. */
    FLEET,
    /** Earlier figures of the stable version, from when it had enough requests; at 100 % it gets none. */
    EARLIER
}
