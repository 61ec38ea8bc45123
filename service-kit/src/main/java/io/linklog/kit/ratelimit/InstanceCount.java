package io.linklog.kit.ratelimit;

import io.linklog.mesh.registry.ServiceDirectory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/**
 * How many instances of a service share its limits: those that are UP in the registry, and this one. While etcd is away
 * the last known number stays; before it was read for the first time it is 1. Thread-safe.
 */
public final class InstanceCount implements IntSupplier, AutoCloseable {

    private final ServiceDirectory directory;
    private final String service;
    private final String self;
    private final ServiceDirectory.Subscription changes;
    private volatile int count = 1;

    /** @param self the id of this instance, which counts in any state */
    public InstanceCount(ServiceDirectory directory, String service, String self, MeterRegistry meters) {
        this.directory = directory;
        this.service = service;
        this.self = self;
        // counted at a change, because a call must not cost more for each instance
        this.changes = directory.listen(change -> count = countNow());
        Gauge.builder("linklog.limits.instances", this, InstanceCount::getAsInt)
                .description("Instances among which the limits of keys and addresses are divided")
                .register(meters);
    }

    private int countNow() {
        long others = directory.up(service).stream()
                .filter(instance -> !instance.id().equals(self))
                .count();
        return (int) others + 1;
    }

    @Override
    public int getAsInt() {
        return count;
    }

    @Override
    public void close() {
        changes.close();
    }
}
