package io.linklog.mesh.registry;

/** What an instance says of itself. Only {@link #UP} takes new requests. */
public enum InstanceState {
    /** Registered, so that it can be seen, but not ready. */
    STARTING,
    UP,
    /** Ends soon: finishes what it has, takes nothing new. */
    DRAINING,
    /** Registered and alive, but set aside by its operator or by its own health. */
    DOWN
}
