package io.linklog.bench.load;

import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** Where a request of a load goes, and who is told how it went. */
interface LoadTarget {

    InetSocketAddress address();

    /** The request is about to be sent: {@link #end} follows, but for a run that breaks off. */
    default void begin() {}

    /**
     * The request was answered.
     *
     * @param elapsedNanos since {@link #begin}
     * @param now {@link System#nanoTime()}
     */
    default void end(boolean success, long elapsedNanos, long now) {}

    /** One server for all requests. */
    static Supplier<LoadTarget> always(InetSocketAddress server) {
        LoadTarget target = () -> server;
        return () -> target;
    }
}
