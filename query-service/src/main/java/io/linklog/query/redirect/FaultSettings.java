package io.linklog.query.redirect;

import io.linklog.kit.settings.Env;
import java.time.Duration;

/**
 * Injected faults, for tests and demonstrations of rollouts. Off by default.
 *
 * @param errorRate share of the requests that are answered with 500, from 0 to 1
 * @param delay added to every answer
 */
public record FaultSettings(double errorRate, Duration delay) {

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

    public static FaultSettings from(Env env) {
        return new FaultSettings(
                env.read(
                        "LINKLOG_FAULT_ERROR_RATE",
                        "0",
                        "for tests: share of requests that fail with 500, from 0 to 1",
                        FaultSettings::share),
                env.duration(
                        "LINKLOG_FAULT_DELAY",
                        Duration.ZERO,
                        Duration.ZERO,
                        LONGEST_DELAY,
                        "for tests: delay added to every answer"));
    }

    private static Double share(String text) {
        try {
            double share = Double.parseDouble(text);
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new IllegalArgumentException("must be a number from 0 to 1");
    }

    public boolean areOn() {
        return errorRate > 0 || !delay.isZero();
    }
}
