package io.linklog.sidecar.layout;

import io.linklog.sidecar.settings.Credentials;
import java.util.Optional;

/**
 * A backend of HAProxy and whose instances are in it.
 *
 * @param backend its name in HAProxy
 * @param service whose instances are its servers
 * @param share which of them
 * @param credentials for mutual TLS with its servers, at their doors; without them they are called in the clear
 */
public record Pool(String backend, String service, Share share, Optional<Credentials> credentials) {

    /** One whose servers are called in the clear. */
    public Pool(String backend, String service, Share share) {
        this(backend, service, share, Optional.empty());
    }

    /** Which instances of a service: without a route all are {@link #STABLE}. */
    public enum Share {
        STABLE,
        CANARY
    }

    /** A canary may end; requests then go to the stable instances. */
    public boolean mayBeEmpty() {
        return share == Share.CANARY;
    }

    /**
     * A server is asked each second, more often when in doubt. One good answer brings it in, two bad ones in a row take
     * it out; on a machine that is busy with other things one alone says little. Three connections of requests that
     * failed do so too.
     */
    static final String CHECKS = "inter 1s fastinter 500ms downinter 500ms rise 1 fall 2"
            + " observe layer4 error-limit 3 on-error mark-down";

    /**
     * A server that has just come gets its share over some seconds: a JVM is slow at first. It has no {@code maxconn}
     * of its own, because HAProxy takes that for 1 during the first second, and HAProxy 2.6 may leave a request that
     * queues for so few in the queue though the server is idle, until it is answered 503. The services bound what they
     * do at once themselves, and {@code maxconn} bounds it for all of HAProxy.
     */
    static final String SLOW_START = "slowstart 5s";

    /** Idle connections go soon: a server that has any cannot be removed. */
    static final String CONNECTIONS = "pool-purge-delay 2s";
}
