package io.linklog.query.lookup;

import io.linklog.schemas.Link;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** Makes look-ups over a store that a test supplies. */
public final class TestLookups {

    private TestLookups() {}

    /** A look-up with empty memory and a log that is read to its end. */
    public static LinkLookup over(BiFunction<String, SpanContext, CompletableFuture<Optional<Link>>> store) {
        return new LinkLookup(
                new Overlay(1, 10),
                new LinkCache(10),
                store::apply,
                new LogFence(
                        1,
                        () -> CompletableFuture.completedFuture(new long[1]),
                        Duration.ofSeconds(1),
                        System::nanoTime),
                1,
                new LookupMetrics(new SimpleMeterRegistry()));
    }
}
