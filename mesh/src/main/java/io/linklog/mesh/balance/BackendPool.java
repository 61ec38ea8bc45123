package io.linklog.mesh.balance;

import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
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
 * The instances of one service as one client sees them. Looks at its source on each choice and works out its balancer
 * anew when the list is another or somebody's health has changed; what it has seen of an instance stays with its id and
 * generation.
 *
 * <p>Only UP instances with a weight and a port take part. At most half of them are set aside for bad health: when it
 * would be more, health is ignored (a panic, as Finagle's and Envoy's at 50 %), because then the fault is not theirs,
 * or those left would break down next.
 *
 * <p>Thread-safe. Choosing takes no lock unless something has changed.
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
     * By the system's clock and a thread's own random numbers, with nobody to tell of ejections.
     *
     * @param source answers from memory, the same list until something changes
     * @param balancer over no members yet
     */
    public BackendPool(Supplier<List<Instance>> source, Balancer balancer) {
        this(source, balancer, System::nanoTime, ThreadLocalRandom::current, () -> {});
    }

    /**
     * @param source answers from memory, the same list until something changes
     * @param balancer over no members yet
     * @param clock {@code System::nanoTime}
     * @param random asked at each use: {@code ThreadLocalRandom::current}
     * @param onEjection called for each, on the thread that reported the failure
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

    /** The backend for a request, as {@link Balancer#choose}; null when no instance takes requests. */
    public @Nullable Backend choose(@Nullable String key, List<Backend> tried) {
        long now = clock.getAsLong();
        return current(now).balancer.choose(key, tried, now);
    }

    /** Who may take a request now. */
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
            return snapshot; // another thread was faster
        }
        healthChanged = false; // before looking at anybody's health: a change from here on is seen next time
        Map<Life, InstanceStatistics> kept = new HashMap<>();
        instances.forEach(i -> kept.put(Life.of(i), statistics(i, now)));
        seen = kept;
        List<Backend> all = instances.stream()
                .filter(i -> i.state() == InstanceState.UP && i.weight() > 0 && i.port() > 0)
                .sorted(ORDER)
                .map(i -> new Backend(i, kept.get(Life.of(i))))
                .toList();
        List<Backend> ejected = all.stream().filter(b -> b.ejected(now)).toList();
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
        return known == null ? new InstanceStatistics(now, random, this::changed) : known;
    }

    private void changed(boolean ejected) {
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

    /** @param until when the first ejection ends, if there are any */
    private record Snapshot(
            List<Instance> instances, Balancer balancer, PoolMembers members, boolean someEjected, long until) {

        boolean holds(List<Instance> now, long nanos) {
            return (now == instances || now.equals(instances)) && (!someEjected || nanos - until < 0);
        }
    }
}
