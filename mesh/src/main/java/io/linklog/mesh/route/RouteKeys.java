package io.linklog.mesh.route;

/** The etcd keys of routes. */
public final class RouteKeys {

    /** The prefix of all routes; the name of the service follows. */
    public static final String PREFIX = "/linklog/routes/";

    private RouteKeys() {}

    /** The key of a service's route. */
    public static String of(String service) {
        return PREFIX + service;
    }
}
