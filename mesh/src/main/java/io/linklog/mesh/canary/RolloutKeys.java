package io.linklog.mesh.canary;

import io.linklog.mesh.etcd.KeySpace;

/**
 * The etcd keys of rollouts.
 *
 * @param space where they are
 */
public record RolloutKeys(KeySpace space) {

    /** The prefix of all rollouts; the name of the service follows. */
    public String prefix() {
        return space.at("canaries/");
    }

    /** The key of a service's rollout. */
    public String of(String service) {
        return prefix() + service;
    }
}
