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

/** The meters of one directory. They are removed when it is closed. */
final class DirectoryMetrics {

    private final MeterRegistry meters;
    private final List<Meter> mine = new ArrayList<>();
    private final MultiGauge instances;
    private final Counter divergence;
    private final Counter lists;
    private volatile long malformed;
    private volatile int held;

    /** @param follows the value of the tag that distinguishes two directories in one process */
    DirectoryMetrics(MeterRegistry meters, String follows, ServiceDirectory directory) {
        this.meters = meters;
        Tags tags = Tags.of("follows", follows);
        instances = MultiGauge.builder("linklog.registry.instances")
                .description("Visible instances, by service and state")
                .tags(tags)
                .register(meters);
        divergence = Counter.builder("linklog.registry.divergence")
                .description("Keys whose change the watch lost, as a recheck found; should be 0")
                .tags(tags)
                .register(meters);
        lists = Counter.builder("linklog.registry.lists")
                .description("Full lists: at start, after compaction, after divergence")
                .tags(tags)
                .register(meters);
        mine.add(divergence);
        mine.add(lists);
        mine.add(FunctionCounter.builder("linklog.registry.malformed", this, self -> self.malformed)
                .description("Values in etcd that are not valid instances")
                .tags(tags)
                .register(meters));
        mine.add(Gauge.builder("linklog.registry.held", this, self -> self.held)
                .description("Instances that are gone but stay visible, because most of their service vanished at once")
                .tags(tags)
                .register(meters));
        mine.add(Gauge.builder("linklog.registry.age", directory, DirectoryMetrics::age)
                .description("Time since the view was last known to be equal to etcd")
                .baseUnit("seconds")
                .tags(tags)
                .register(meters));
    }

    private static double age(ServiceDirectory directory) {
        return directory.age().map(age -> age.toMillis() / 1000.0).orElse(Double.NaN);
    }

    void addDivergence(int keys) {
        divergence.increment(keys);
    }

    void addList() {
        lists.increment();
    }

    void setCounts(long malformedSeen, int heldNow) {
        malformed = malformedSeen;
        held = heldNow;
    }

    void setInstances(Map<String, List<Instance>> view) {
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
