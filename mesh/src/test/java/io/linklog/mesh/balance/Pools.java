package io.linklog.mesh.balance;

import io.linklog.mesh.registry.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A pool under test with its clock and its list of instances. */
final class Pools {

    final FakeNanos clock = new FakeNanos();
    final AtomicInteger ejections = new AtomicInteger();
    final Random random = new Random(42);
    final BackendPool pool;
    List<Instance> instances;

    private Pools(List<Instance> instances, Balancer balancer) {
        this.instances = instances;
        this.pool = new BackendPool(() -> this.instances, balancer, clock, () -> random, ejections::incrementAndGet);
    }

    static Pools powerOfTwo(List<Instance> instances) {
        Random random = new Random(7);
        return new Pools(instances, new PowerOfTwoChoices("a", () -> random));
    }

    static Pools ring(List<Instance> instances) {
        return new Pools(instances, new RingHash());
    }

    /** The member with this hash id. */
    Backend member(int hashId) {
        return pool.members().all().stream()
                .filter(b -> b.instance().hashId() == hashId)
                .findFirst()
                .orElseThrow();
    }

    List<Integer> available() {
        return pool.members().available().stream()
                .map(b -> b.instance().hashId())
                .toList();
    }

    void end(int hashId, Outcome outcome, int times) {
        Backend backend = member(hashId);
        for (int i = 0; i < times; i++) {
            backend.begin();
            backend.end(outcome, Duration.ofMillis(10).toNanos(), clock.getAsLong());
        }
    }
}
