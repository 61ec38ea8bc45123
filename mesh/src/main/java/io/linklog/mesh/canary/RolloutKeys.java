package io.linklog.mesh.canary;

/** The etcd keys of rollouts. */
public final class RolloutKeys {

    /** The prefix of all rollouts; the name of the service follows. */
    public static final String PREFIX = "/linklog/canaries/";

    private RolloutKeys() {}

    /** The key of a service's rollout. */
    public static String of(String service) {
        return PREFIX + service;
    }
}
