package io.linklog.bench.micro;

import io.linklog.kit.process.Health;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.topology.codes.CodePermutation;
import io.linklog.topology.codes.CodeSource;
import io.linklog.topology.codes.GeneratedCode;
import io.linklog.topology.codes.SharedNumber;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of a code: of the permutation alone, and of taking a code from the buckets as the topology does, partition
 * by partition.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup first
public class CodesBenchmark {

    private static final int PARTITIONS = 12;
    private static final byte[] KEY = new byte[CodePermutation.KEY_BYTES];

    /** A shared number in memory, in place of etcd. */
    private static final class Number implements SharedNumber {
        private long revision;
        private String value = "0";

        @Override
        public synchronized CompletableFuture<Optional<Etcd.Entry>> get() {
            return CompletableFuture.completedFuture(
                    revision == 0
                            ? Optional.empty()
                            : Optional.of(new Etcd.Entry("next", value, revision, revision, 0)));
        }

        @Override
        public synchronized CompletableFuture<Optional<Long>> compareAndSet(long expectedModRevision, String newValue) {
            value = newValue;
            return CompletableFuture.completedFuture(Optional.of(++revision));
        }
    }

    private final CodePermutation permutation = new CodePermutation(KEY);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private CodeSource source;
    private long id;
    private int partition;

    @Setup(Level.Iteration)
    public void open() {
        Health health = new Health();
        source = CodeSource.start(new Number(), KEY, CodeSource.DEFAULT_RESERVE, metrics, health);
        while (source.isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @TearDown(Level.Iteration)
    public void close() {
        source.close();
    }

    @Benchmark
    public String permute() {
        return permutation.code(id++);
    }

    /** Takes codes without a pause, far faster than any topology, and so shows the rate that the refill sustains. */
    @Benchmark
    public @Nullable GeneratedCode next() {
        partition = (partition + 1) % PARTITIONS;
        return source.next(null, partition, PARTITIONS);
    }
}
