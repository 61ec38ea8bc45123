package io.linklog.sidecar.dataplane;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Meters that show how well HAProxy follows the registry. HAProxy's own exporter shows its traffic. */
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
                .description("Commands sent to HAProxy")
                .register(meters);
        refused = Counter.builder("linklog.sidecar.commands.refused")
                .description("Commands that HAProxy refused; should be 0")
                .register(meters);
        divergence = Counter.builder("linklog.sidecar.divergence")
                .description("Commands that a periodic reconciliation needed although nothing had changed; should be 0")
                .register(meters);
        restarts = Counter.builder("linklog.sidecar.haproxy.restarts")
                .description("Restarts of HAProxy that the agent noticed")
                .register(meters);
        lag = Timer.builder("linklog.sidecar.lag")
                .description("Time from a change in the registry until HAProxy has it")
                .register(meters);
        Gauge.builder("linklog.sidecar.age", this, SidecarMetrics::age)
                .description("Time since HAProxy was last reconciled with the registry")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("linklog.sidecar.haproxy.up", this, self -> self.up ? 1 : 0)
                .description("Whether HAProxy answers the agent")
                .register(meters);
        Gauge.builder("linklog.sidecar.held", this, self -> self.held)
                .description("Servers that stay although the registry does not want them, because too few would remain")
                .register(meters);
    }

    private static double age(SidecarMetrics self) {
        long at = self.reconciledAt;
        return at == 0 ? Double.NaN : (System.nanoTime() - at) / 1e9;
    }

    void countCommand() {
        commands.increment();
    }

    void countRefusal() {
        refused.increment();
    }

    void countDivergence(int steps) {
        divergence.increment(steps);
    }

    void countRestart() {
        restarts.increment();
    }

    void setUp(boolean answers) {
        up = answers;
    }

    void recordReconciliation(int heldNow) {
        held = heldNow;
        reconciledAt = System.nanoTime();
    }

    void recordLag(Duration time) {
        lag.record(time);
    }
}
