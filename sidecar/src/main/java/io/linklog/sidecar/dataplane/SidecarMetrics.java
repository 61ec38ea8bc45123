package io.linklog.sidecar.dataplane;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** How well HAProxy follows the registry. HAProxy's own figures come from its own exporter. */
public final class SidecarMetrics {

    private final Counter commands;
    private final Counter refused;
    private final Counter divergence;
    private final Counter restarts;
    private final Timer lag;
    private volatile long reconciledAt;
    private volatile boolean up;
    private volatile int held;

    public SidecarMetrics(MeterRegistry meters) {
        commands = Counter.builder("linklog.sidecar.commands")
                .description("Changes of HAProxy that were asked for")
                .register(meters);
        refused = Counter.builder("linklog.sidecar.commands.refused")
                .description("Changes that HAProxy refused; 0 is right")
                .register(meters);
        divergence = Counter.builder("linklog.sidecar.divergence")
                .description("Changes that a regular look found to be needed though nothing had happened; 0 is right")
                .register(meters);
        restarts = Counter.builder("linklog.sidecar.haproxy.restarts")
                .description("Times that HAProxy was found to be another process")
                .register(meters);
        lag = Timer.builder("linklog.sidecar.lag")
                .description("From a change in the registry until HAProxy has it")
                .register(meters);
        Gauge.builder("linklog.sidecar.age", this, SidecarMetrics::age)
                .description("Since HAProxy was last known to be what the registry says")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("linklog.sidecar.haproxy.up", this, self -> self.up ? 1 : 0)
                .description("Whether HAProxy answers the agent")
                .register(meters);
        Gauge.builder("linklog.sidecar.held", this, self -> self.held)
                .description("Servers that stay though the registry does not want them, because too few would be left")
                .register(meters);
    }

    private static double age(SidecarMetrics self) {
        long at = self.reconciledAt;
        return at == 0 ? Double.NaN : (System.nanoTime() - at) / 1e9;
    }

    void commanded() {
        commands.increment();
    }

    void refused() {
        refused.increment();
    }

    void diverged(int steps) {
        divergence.increment(steps);
    }

    void restarted() {
        restarts.increment();
    }

    void answering(boolean answers) {
        up = answers;
    }

    void reconciled(int heldNow) {
        held = heldNow;
        reconciledAt = System.nanoTime();
    }

    void changedAfter(Duration time) {
        lag.record(time);
    }
}
