package io.linklog.bench.load;

import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** The server of a request. It is notified of the outcome. */
interface LoadTarget {

    InetSocketAddress address();

    /** Called before the request is sent. {@link #end} follows unless the run fails. */
    default void begin() {}

    /**
     * Called after the answer.
     *
     * @param elapsedNanos since {@link #begin}
     * @param now {@link System#nanoTime()}
     */
    default void end(boolean success, long elapsedNanos, long now) {}

    /** Sends all requests to one server. */
    static Supplier<LoadTarget> always(InetSocketAddress server) {
        LoadTarget target = () -> server;
        return () -> target;
    }
}
