package io.linklog.bench.micro;

import io.linklog.mesh.balance.Backend;
import io.linklog.mesh.balance.BackendPool;
import io.linklog.mesh.balance.Balancer;
import io.linklog.mesh.balance.Outcome;
import io.linklog.mesh.balance.PowerOfTwoChoices;
import io.linklog.mesh.balance.RingHash;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of choosing an instance as {@code MeshHttpClient} does, with requests in flight at all instances. It
 * includes the check for a changed list and reading the clock. Also the bookkeeping cost of a whole request.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup first
public class BalanceBenchmark {

    private static final int KEYS = 4_096;
    private static final int IN_FLIGHT_EACH = 2;
    private static final long MILLISECOND = 1_000_000;

    @Param({"3", "100"})
    public int instances;

    private BackendPool twoChoices;
    private BackendPool ring;
    private String[] keys;
    private int next;

    @Setup(Level.Trial)
    public void open() {
        List<Instance> list = IntStream.rangeClosed(1, instances)
                .mapToObj(BalanceBenchmark::instance)
                .toList();
        twoChoices = pool(list, new PowerOfTwoChoices("a", ThreadLocalRandom::current));
        ring = pool(list, new RingHash());
        Random random = new Random(1);
        keys = IntStream.range(0, KEYS)
                .mapToObj(i -> Long.toString(random.nextLong(1L << 41), 36))
                .toArray(String[]::new);
    }

    private static Instance instance(int hashId) {
        return Instance.builder("target", "i-" + hashId, "127.0.0.1", 8_080)
                .state(InstanceState.UP)
                .zone(hashId % 2 == 0 ? "a" : "b")
                .hashId(hashId)
                .generation(1)
                .startedAt(Instant.EPOCH)
                .build();
    }

    /** Gives all instances different latencies and requests in flight, so no comparison has a shortcut. */
    private static BackendPool pool(List<Instance> list, Balancer balancer) {
        BackendPool pool = new BackendPool(() -> list, balancer);
        long latency = MILLISECOND;
        for (Backend backend : pool.members().all()) {
            backend.begin();
            backend.end(Outcome.SUCCESS, latency += MILLISECOND / 10, System.nanoTime());
            IntStream.range(0, IN_FLIGHT_EACH).forEach(i -> backend.begin());
        }
        return pool;
    }

    private String key() {
        next = (next + 1) % KEYS;
        return keys[next];
    }

    @Benchmark
    public @Nullable Backend twoChoices() {
        return twoChoices.choose(null, List.of());
    }

    @Benchmark
    public @Nullable Backend ring() {
        return ring.choose(key(), List.of());
    }

    /** The whole bookkeeping of a request: choose, begin, end. */
    @Benchmark
    public Backend twoChoicesWhole() {
        Backend chosen = Objects.requireNonNull(twoChoices.choose(null, List.of()));
        chosen.begin();
        chosen.end(Outcome.SUCCESS, MILLISECOND, System.nanoTime());
        return chosen;
    }
}
