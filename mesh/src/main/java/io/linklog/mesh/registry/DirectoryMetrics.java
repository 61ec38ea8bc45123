package io.linklog.mesh.registry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The meters of one directory; removed when it is closed. */
final class DirectoryMetrics {

    private final MeterRegistry meters;
    private final List<Meter> mine = new ArrayList<>();
    private final MultiGauge instances;
    private final Counter divergence;
    private final Counter lists;
    private volatile long malformed;
    private volatile int held;

    /** @param follows the tag by which two directories in one process differ */
    DirectoryMetrics(MeterRegistry meters, String follows, ServiceDirectory directory) {
        this.meters = meters;
        Tags tags = Tags.of("follows", follows);
        instances = MultiGauge.builder("linklog.registry.instances")
                .description("Instances that are shown, by service and state")
                .tags(tags)
                .register(meters);
        divergence = Counter.builder("linklog.registry.divergence")
                .description("Keys of which a recheck found that the watch had lost a change; 0 is right")
                .tags(tags)
                .register(meters);
        lists = Counter.builder("linklog.registry.lists")
                .description("Times that all was listed and taken over: at start, after compaction, after divergence")
                .tags(tags)
                .register(meters);
        mine.add(divergence);
        mine.add(lists);
        mine.add(FunctionCounter.builder("linklog.registry.malformed", this, self -> self.malformed)
                .description("Values in etcd that are no instance")
                .tags(tags)
                .register(meters));
        mine.add(Gauge.builder("linklog.registry.held", this, self -> self.held)
                .description("Instances that are shown though they are gone, because most of a service went at once")
                .tags(tags)
                .register(meters));
        mine.add(Gauge.builder("linklog.registry.age", directory, DirectoryMetrics::age)
                .description("Since what is shown was last known to be what etcd has")
                .baseUnit("seconds")
                .tags(tags)
                .register(meters));
    }

    private static double age(ServiceDirectory directory) {
        return directory.age().map(age -> age.toMillis() / 1000.0).orElse(Double.NaN);
    }

    void diverged(int keys) {
        divergence.increment(keys);
    }

    void listed() {
        lists.increment();
    }

    void counted(long malformedSeen, int heldNow) {
        malformed = malformedSeen;
        held = heldNow;
    }

    void shown(Map<String, List<Instance>> view) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        view.forEach((service, list) -> {
            for (InstanceState state : InstanceState.values()) {
                long count = list.stream()
                        .filter(instance -> instance.state() == state)
                        .count();
                rows.add(MultiGauge.Row.of(Tags.of("service", service, "state", state.name()), count));
            }
        });
        instances.register(rows, true);
    }

    void close() {
        instances.register(List.of(), true);
        mine.forEach(meters::remove);
    }
}
