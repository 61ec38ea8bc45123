package io.linklog.bench.micro;

import io.linklog.kit.access.Caller;
import io.linklog.kit.access.KeyCheck;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.mesh.keys.SecretHash;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** The cost of checking the key of a call, for a key that works and for those that do not. All should cost the same. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup first
public class KeyCheckBenchmark {

    @Param({"10", "5000"})
    public int keys;

    private KeyCheck check;
    private String right;
    private String wrong;
    private String unknown;

    @Setup(Level.Trial)
    public void makeKeys() {
        Random random = new Random(13);
        Map<String, ApiKey> known = new HashMap<>();
        KeyText text = KeyText.generate(random);
        for (int i = 0; i < keys; i++) {
            text = KeyText.generate(random);
            known.put(text.id(), key(text));
        }
        Map<String, ApiKey> view = Map.copyOf(known);
        check = new KeyCheck(id -> Optional.ofNullable(view.get(id)), InstantSource.system());
        right = text.reveal();
        wrong = KeyText.ofId(text.id(), random).reveal();
        unknown = KeyText.generate(random).reveal();
    }

    private static ApiKey key(KeyText text) {
        return new ApiKey(
                text.id(),
                "a key",
                ApiKey.DEFAULT_TENANT,
                Role.AUTHOR,
                List.of(SecretHash.of(text)),
                Optional.of(Instant.now().plusSeconds(86_400)),
                Optional.empty(),
                Instant.now(),
                Optional.empty(),
                1);
    }

    @Benchmark
    public Optional<Caller> keyThatWorks() {
        return check.check(right);
    }

    @Benchmark
    public Optional<Caller> wrongSecret() {
        return check.check(wrong);
    }

    @Benchmark
    public Optional<Caller> unknownId() {
        return check.check(unknown);
    }
}
