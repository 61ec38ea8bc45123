package io.linklog.sidecar.layout;

import io.linklog.sidecar.settings.Credentials;
import java.util.Optional;

/**
 * A backend of HAProxy.
 *
 * @param backend its name in HAProxy
 * @param service the service whose instances are its servers
 * @param share which instances of the service
 * @param credentials for mutual TLS with the servers, at their doors; empty to call their plain ports
 */
public record Pool(String backend, String service, Share share, Optional<Credentials> credentials) {

    /** A pool whose servers are called without TLS. */
    public Pool(String backend, String service, Share share) {
        this(backend, service, share, Optional.empty());
    }

    /** A share of a service's instances; without a route all are {@link #STABLE}. */
    public enum Share {
        STABLE,
        CANARY
    }

    /** Whether the pool may lose all its servers: without a canary, requests go to the stable instances. */
    public boolean mayBeEmpty() {
        return share == Share.CANARY;
    }

    /**
     * A server is checked once a second, more often while its state is changing. One success brings it in. Two failures
     * in a row take it out: on a busy machine a single failure says little. Three failed connections of requests take
     * it out too.
     */
    static final String CHECKS = "inter 1s fastinter 500ms downinter 500ms rise 1 fall 2"
            + " observe layer4 error-limit 3 on-error mark-down";

    /**
     * A new server reaches its full share after some seconds: a JVM is slow at first. Servers have no {@code maxconn}:
     * during a slow start HAProxy would reduce it to 1 for a second, and HAProxy 2.6 can forget a request in such a
     * short queue until it times out with 503. The services limit their own concurrency, and the global {@code maxconn}
     * limits HAProxy.
     */
    static final String SLOW_START = "slowstart 5s";

    /**
     * Connections are kept for later requests. HAProxy 2.6 keeps none to a server added at runtime unless
     * {@code pool-max-conn} says so; for a server in the file -1, no limit, is the default. They are closed soon: a
     * server with connections cannot be deleted.
     */
    static final String CONNECTIONS = "pool-max-conn -1 pool-purge-delay 2s";
}
