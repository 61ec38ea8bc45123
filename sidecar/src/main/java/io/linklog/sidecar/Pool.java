package io.linklog.sidecar;

import java.time.Duration;
import java.util.Optional;

/**
 * A backend of HAProxy and whose instances are in it.
 *
 * @param backend its name in HAProxy
 * @param service whose instances are its servers
 * @param share which of them
 * @param maxConnections to one server at once; what is above waits in HAProxy
 * @param slowStart over which a server that has just come gets its share: a JVM is slow at first
 * @param credentials for mutual TLS with its servers, at their doors; without them they are called in the clear
 */
record Pool(
        String backend,
        String service,
        Share share,
        int maxConnections,
        Duration slowStart,
        Optional<Credentials> credentials) {

    /** One whose servers are called in the clear. */
    Pool(String backend, String service, Share share, int maxConnections, Duration slowStart) {
        this(backend, service, share, maxConnections, slowStart, Optional.empty());
    }

    /** Which instances of a service: without a route all are {@link #STABLE}. */
    enum Share {
        STABLE,
        CANARY
    }

    /** A canary may end; requests then go to the stable instances. */
    boolean mayBeEmpty() {
        return share == Share.CANARY;
    }

    /**
     * A server is asked each second, more often when in doubt. One good answer brings it in, two bad ones in a row take it
     * out; on a machine that is busy with other things one alone says little. Three connections of requests that failed do
     * so too.
     */
    static final String CHECKS = "inter 1s fastinter 500ms downinter 500ms rise 1 fall 2"
            + " observe layer4 error-limit 3 on-error mark-down";

    /** Idle connections go soon: a server that has any cannot be removed. */
    static final String CONNECTIONS = "pool-purge-delay 2s";
}
