package io.linklog.mesh.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Power of two choices: draws two different instances by weight and takes the cheaper one. The cost is {@link PeakEwma}
 * latency × (1 + in-flight ÷ relative weight). Prefers the caller's zone by the rules of {@link ZoneSpill}.
 *
 * <ul>
 *   <li>The draw follows the weights. In the cost, the weight divides only the requests in flight. If it divided the
 *       whole cost, the heavier one of two idle instances would always win, and shares would not follow the weights.
 *   <li>The first instance is kept unless the second one is cheaper by a quarter. Otherwise noise in the latencies
 *       would decide instead of the weights.
 *   <li>The first draws are a Weyl sequence (multiples of the golden ratio modulo 1, Knuth 6.4). They spread evenly
 *       over any run of requests, whereas the deviation of random numbers is the square root of their count.
 * </ul>
 *
 * <p>{@link #choose} allocates nothing.
 */
public final class PowerOfTwoChoices implements Balancer {

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1p-53;
    private static final double CHEAPER = 0.75;
    private static final int DRAWS = 4;

    private final String zone;
    private final Supplier<RandomGenerator> random;
    private final AtomicLong sequence;
    private final PoolMembers members;
    private final Backend[] available;
    private final double[] inFlightShare;
    private final double[] cumulative;
    private final int[] guide;

    /**
     * A balancer without members.
     *
     * @param zone the caller's zone
     * @param random called at each use, as {@code ThreadLocalRandom::current}
     */
    public PowerOfTwoChoices(String zone, Supplier<RandomGenerator> random) {
        this(zone, random, new AtomicLong(random.get().nextLong()), new PoolMembers(List.of(), List.of()));
    }

    private PowerOfTwoChoices(String zone, Supplier<RandomGenerator> random, AtomicLong sequence, PoolMembers members) {
        this.zone = zone;
        this.random = random;
        this.sequence = sequence;
        this.members = members;
        this.available = members.available().toArray(new Backend[0]);
        this.inFlightShare = new double[available.length];
        this.cumulative = ZoneSpill.shares(members, zone);
        double mean = members.available().stream()
                .mapToInt(b -> b.instance().weight())
                .average()
                .orElse(1);
        for (int i = 0; i < available.length; i++) {
            inFlightShare[i] = mean / available[i].instance().weight();
            cumulative[i] += i == 0 ? 0 : cumulative[i - 1];
        }
        this.guide = new int[available.length];
        for (int k = 1; k < guide.length; k++) {
            guide[k] = guide[k - 1];
            while (cumulative[guide[k]] <= total() * k / guide.length) {
                guide[k]++;
            }
        }
    }

    @Override
    public Balancer over(PoolMembers next) {
        return new PowerOfTwoChoices(zone, random, sequence, next);
    }

    @Override
    public @Nullable Backend choose(@Nullable String key, List<Backend> tried, long now) {
        if (available.length == 0) {
            return members.lastResort(tried, now);
        }
        RandomGenerator dice = random.get();
        int first = at((sequence.getAndAdd(GOLDEN_RATIO) >>> 11) * UNIT);
        for (int draw = 0; draw < DRAWS && tried.contains(available[first]); draw++) {
            first = at(dice.nextDouble());
        }
        if (tried.contains(available[first])) {
            return members.lastResort(tried, now);
        }
        int second = first;
        for (int draw = 0; draw < DRAWS && (second == first || tried.contains(available[second])); draw++) {
            second = at(dice.nextDouble());
        }
        if (second == first || tried.contains(available[second])) {
            return available[first];
        }
        double here = available[first].cost(inFlightShare[first], now);
        double there = available[second].cost(inFlightShare[second], now);
        return available[there < here * CHEAPER ? second : first];
    }

    /**
     * The index of the instance whose share contains a point from 0 to below 1: the first one whose cumulative share is
     * greater. The guide table (Chen and Asau 1974) gives the start of the search, which takes one step on average.
     */
    private int at(double point) {
        double scaled = point * total();
        int found = guide[(int) (point * guide.length)];
        while (cumulative[found] <= scaled && found < cumulative.length - 1) {
            found++;
        }
        return found;
    }

    private double total() {
        return cumulative[cumulative.length - 1];
    }
}
