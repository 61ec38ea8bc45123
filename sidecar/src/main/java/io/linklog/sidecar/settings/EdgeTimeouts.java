package io.linklog.sidecar.settings;

import io.linklog.kit.settings.Env;
import java.time.Duration;

/**
 * How long the edge waits for an instance before it tries another or answers 503.
 *
 * @param read of a redirect or read, for each instance that is tried
 * @param usualWait the wait of a write without {@code Prefer: wait}, as in command-service
 * @param writeMargin beyond the wait of a write
 */
public record EdgeTimeouts(Duration read, Duration usualWait, Duration writeMargin) {

    /** The longest {@code Prefer: wait} that command-service accepts. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    static EdgeTimeouts from(Env env) {
        return new EdgeTimeouts(
                env.duration(
                        "LINKLOG_EDGE_READ_TIMEOUT",
                        // 5 s is the deadline of query-service: twice LINKLOG_READ_DEADLINE and LINKLOG_FENCE_WAIT
                        Duration.ofSeconds(6),
                        "time in which an instance must answer a redirect or a read; then the edge tries another"),
                env.duration(
                        "LINKLOG_COMMAND_WAIT",
                        Duration.ofSeconds(5),
                        "maximum wait for an outcome, unless the header Prefer sets one"),
                env.duration(
                        "LINKLOG_EDGE_WRITE_MARGIN",
                        // LINKLOG_PRODUCER_DELIVERY_TIMEOUT is 8 s
                        Duration.ofSeconds(10),
                        "time beyond the wait of a write, after which the edge answers 503"));
    }

    /** The timeout of a write without {@code Prefer: wait}. */
    public Duration write() {
        return usualWait.plus(writeMargin);
    }

    public Duration longestWrite() {
        return LONGEST_WAIT.plus(writeMargin);
    }
}
