package io.linklog.mesh.balance;

import io.linklog.mesh.registry.Instance;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Consistent hashing with bounded load (Mirrokni, Thorup, Zadimoghaddam 2016): the same key goes to the same instance,
 * unless that instance has too many requests in flight. With m requests of this client in flight, an instance takes one
 * more only up to ⌈c · (m + 1) · its part of the total weight⌉. Beyond that bound, or if the instance is ejected, the
 * key goes to the next instance on the {@link Ring}. Concurrent choices may exceed the bound by their number.
 *
 * <p>c = 1.25 is the strictest factor that HAProxy's manual recommends ({@code hash-balance-factor} 125 to 200). Zones
 * do not matter: all callers must agree on the instance of a key, or caches hold the same entries.
 *
 * <p>{@link #choose} allocates about 60 bytes to hash the key.
 */
public final class RingHash implements Balancer {

    private static final double DEFAULT_BOUND = 1.25;

    private final double bound;
    private final PoolMembers members;
    private final List<Instance> placed;
    private final Ring ring;
    private final Backend[] owners;
    /** By owner. Most choices read all of them, so they are kept in an array instead of in the backends. */
    private final AtomicInteger[] inFlight;
    /** The part of the total weight, by owner; 0 for an ejected instance. */
    private final double[] parts;

    /** With c = 1.25. */
    public RingHash() {
        this(DEFAULT_BOUND);
    }

    /** @param bound c, above 1: how far the load of an instance may exceed its part of the total weight */
    public RingHash(double bound) {
        this(bound, new PoolMembers(List.of(), List.of()), List.of(), new Ring(List.of()));
        if (!(bound > 1)) {
            throw new IllegalArgumentException("The bound must be above 1, otherwise no instance may fit: " + bound);
        }
    }

    private RingHash(double bound, PoolMembers members, List<Instance> placed, Ring ring) {
        this.bound = bound;
        this.members = members;
        this.placed = placed;
        this.ring = ring;
        this.owners = members.all().toArray(new Backend[0]);
        this.inFlight = Arrays.stream(owners).map(Backend::inFlightCounter).toArray(AtomicInteger[]::new);
        this.parts = new double[owners.length];
        double total = members.available().stream()
                .mapToDouble(b -> b.instance().weight())
                .sum();
        for (int i = 0; i < owners.length; i++) {
            parts[i] = members.available().contains(owners[i])
                    ? owners[i].instance().weight() / total
                    : 0;
        }
    }

    @Override
    public Balancer over(PoolMembers next) {
        List<Instance> places = next.all().stream().map(Backend::instance).toList();
        // an ejection does not change the ring
        return new RingHash(bound, next, places, places.equals(placed) ? ring : new Ring(places));
    }

    @Override
    public @Nullable Backend choose(@Nullable String key, List<Backend> tried, long now) {
        if (members.available().isEmpty() || tried.size() >= owners.length) {
            return members.lastResort(tried, now);
        }
        long hash = key == null ? ThreadLocalRandom.current().nextLong() : Ring.hash(key);
        int position = ring.position(hash);
        int all = -1;
        for (int step = 0; step < ring.size(); step++) {
            int owner = ring.owner(position);
            position = position + 1 == ring.size() ? 0 : position + 1;
            Backend backend = owners[owner];
            if (parts[owner] == 0 || tried.contains(backend)) {
                continue;
            }
            int its = inFlight[owner].get();
            if (its == 0) {
                return backend; // always within the bound
            }
            if (all < 0) {
                all = allInFlight();
            }
            if (its + 1 <= Math.ceil(bound * (all + 1) * parts[owner])) {
                return backend;
            }
        }
        return members.lastResort(tried, now);
    }

    private int allInFlight() {
        int sum = 0;
        for (AtomicInteger its : inFlight) {
            sum += its.get();
        }
        return sum;
    }
}
