package io.linklog.mesh.route;

import io.linklog.mesh.etcd.KeySpace;

/**
 * The etcd keys of routes.
 *
 * @param space where they are
 */
public record RouteKeys(KeySpace space) {

    /** The prefix of all routes; the name of the service follows. */
    public String prefix() {
        return space.at("routes/");
    }

    /** The key of a service's route. */
    public String of(String service) {
        return prefix() + service;
    }
}
