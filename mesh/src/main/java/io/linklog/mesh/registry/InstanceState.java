package io.linklog.mesh.registry;

/** The state that an instance reports. Only an instance that is {@link #UP} gets new requests. */
public enum InstanceState {
    /** Registered but not ready. */
    STARTING,
    UP,
    /** Ends soon: finishes its current requests and gets no new ones. */
    DRAINING,
    /** Registered and alive, but taken out of service by its operator or by its own health. */
    DOWN
}
