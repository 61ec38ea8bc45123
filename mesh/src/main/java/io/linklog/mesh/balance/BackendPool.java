package io.linklog.mesh.balance;

import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one service as one client sees them. Each choice reads the source, and rebuilds the balancer if the
 * list or the health of an instance has changed. Statistics belong to the id and the generation of an instance.
 *
 * <p>Only instances that are UP and have a weight and a port take part. At most half of them are ejected. If it would
 * be more, health is ignored: a panic, as in Finagle and Envoy at 50 %. Then the fault is probably not in the
 * instances, or the remaining ones would be overloaded next.
 *
 * <p>Thread-safe. A choice takes no lock unless something has changed.
 */
public final class BackendPool {

    private static final Comparator<Instance> ORDER =
            Comparator.comparingInt(Instance::hashId).thenComparing(Instance::id);

    private final Supplier<List<Instance>> source;
    private final LongSupplier clock;
    private final Supplier<RandomGenerator> random;
    private final Runnable onEjection;
    private volatile Snapshot snapshot;
    private volatile boolean healthChanged;

    // guarded by this
    private Map<Life, InstanceStatistics> seen = Map.of();

    /**
     * A pool with the system clock, thread-local random numbers and no callback for ejections.
     *
     * @param source answers from memory, with the same list until something changes
     * @param balancer a balancer without members
     */
    public BackendPool(Supplier<List<Instance>> source, Balancer balancer) {
        this(source, balancer, System::nanoTime, ThreadLocalRandom::current, () -> {});
    }

    /**
     * A pool with its own clock and random numbers.
     *
     * @param source answers from memory, with the same list until something changes
     * @param balancer a balancer without members
     * @param clock nanoseconds, as {@code System::nanoTime}
     * @param random called at each use, as {@code ThreadLocalRandom::current}
     * @param onEjection called for each ejection, on the thread that reported the failure
     */
    public BackendPool(
            Supplier<List<Instance>> source,
            Balancer balancer,
            LongSupplier clock,
            Supplier<RandomGenerator> random,
            Runnable onEjection) {
        this.source = source;
        this.clock = clock;
        this.random = random;
        this.onEjection = onEjection;
        this.snapshot = new Snapshot(List.of(), balancer, new PoolMembers(List.of(), List.of()), false, 0);
    }

    /** Chooses the backend for a request, as {@link Balancer#choose}; null if no instance takes requests. */
    public @Nullable Backend choose(@Nullable String key, List<Backend> tried) {
        long now = clock.getAsLong();
        return current(now).balancer.choose(key, tried, now);
    }

    /** The instances that may get a request now. */
    public PoolMembers members() {
        return current(clock.getAsLong()).members;
    }

    private Snapshot current(long now) {
        List<Instance> instances = source.get();
        Snapshot last = snapshot;
        return last.holds(instances, now) && !healthChanged ? last : renew(instances, now);
    }

    private synchronized Snapshot renew(List<Instance> instances, long now) {
        if (snapshot.holds(instances, now) && !healthChanged) {
            return snapshot; // another thread has renewed it
        }
        healthChanged = false; // before health is read: later changes are seen at the next choice
        Map<Life, InstanceStatistics> kept = new HashMap<>();
        List<Backend> all = new ArrayList<>();
        for (Instance instance : instances) {
            InstanceStatistics statistics = statistics(instance, now);
            kept.put(Life.of(instance), statistics);
            if (instance.state() == InstanceState.UP && instance.weight() > 0 && instance.port() > 0) {
                all.add(new Backend(instance, statistics));
            }
        }
        seen = kept;
        all.sort(Comparator.comparing(Backend::instance, ORDER));
        List<Backend> ejected = all.stream().filter(b -> b.isEjected(now)).toList();
        boolean panic = 2 * ejected.size() > all.size();
        PoolMembers members = new PoolMembers(
                all,
                panic ? all : all.stream().filter(b -> !ejected.contains(b)).toList());
        long firstReturn =
                ejected.stream().mapToLong(b -> b.ejectedUntil() - now).min().orElse(0);
        snapshot = new Snapshot(
                instances, snapshot.balancer.over(members), members, !ejected.isEmpty(), now + firstReturn);
        return snapshot;
    }

    private InstanceStatistics statistics(Instance instance, long now) {
        InstanceStatistics known = seen.get(Life.of(instance));
        return known == null ? new InstanceStatistics(now, random, this::onHealthChange) : known;
    }

    private void onHealthChange(boolean ejected) {
        healthChanged = true;
        if (ejected) {
            onEjection.run();
        }
    }

    private record Life(String id, long generation) {
        static Life of(Instance instance) {
            return new Life(instance.id(), instance.generation());
        }
    }

    /** @param until when the first ejection ends; used only if there is one */
    private record Snapshot(
            List<Instance> instances, Balancer balancer, PoolMembers members, boolean someEjected, long until) {

        boolean holds(List<Instance> now, long nanos) {
            return (now == instances || now.equals(instances)) && (!someEjected || nanos - until < 0);
        }
    }
}
