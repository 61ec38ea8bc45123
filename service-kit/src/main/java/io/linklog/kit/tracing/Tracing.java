package io.linklog.kit.tracing;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tracing of one process: decides which requests are sampled, and starts spans.
 *
 * <p>The first service of a trace makes the sampling decision. The flag in {@code traceparent} carries it to the
 * others. A request without {@code traceparent} is sampled with a fixed probability. A request with the force key is
 * always sampled. A request that is not sampled has no span; the decision is its only cost.
 *
 * <p>If tracing is off, no request is sampled, and trace contexts are propagated unchanged. Thread-safe.
 */
public final class Tracing implements AutoCloseable {

    /** The request header for the force key. */
    public static final String FORCE = "X-Linklog-Trace";

    private static final Tracing OFF = new Tracing(null, 0, Optional.empty(), () -> 1, () -> {});

    private final @Nullable Tracer tracer;
    private final double sampleRate;
    private final byte @Nullable [] forceKey;
    private final DoubleSupplier random;
    private final AutoCloseable export;

    /**
     * @param tracer null if tracing is off
     * @param random numbers from 0 inclusive to 1 exclusive
     * @param export is closed with this object
     */
    Tracing(
            @Nullable Tracer tracer,
            double sampleRate,
            Optional<String> forceKey,
            DoubleSupplier random,
            AutoCloseable export) {
        this.tracer = tracer;
        this.sampleRate = sampleRate;
        this.forceKey =
                forceKey.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
        this.random = random;
        this.export = export;
    }

    /** Tracing without spans. */
    public static Tracing off() {
        return OFF;
    }

    /**
     * Opens tracing. It sends spans to the endpoint of the settings and is off without one. The counter
     * {@code linklog.trace.spans} has the results of the export.
     */
    public static Tracing open(TracingSettings settings, MeterRegistry meters) {
        Optional<URI> endpoint = settings.endpoint();
        if (endpoint.isEmpty()) {
            SpanMeters.bindZeros(meters);
            return off();
        }
        // a separate class, because the SDK must not be loaded without an endpoint
        return SdkTracing.open(settings, endpoint.get(), meters);
    }

    /** Whether spans are recorded at all. */
    public boolean isOn() {
        return tracer != null;
    }

    /** Whether {@link #FORCE} can have an effect. If not, callers need not search for the header. */
    public boolean hasForceKey() {
        return tracer != null && forceKey != null;
    }

    /**
     * Makes the sampling decision for an incoming request. Allocates nothing unless the request has a key.
     *
     * @param traceParent the header of the request; null if it has none
     * @param key the value of {@link #FORCE}; null if the request has none
     */
    public boolean shouldSample(@Nullable String traceParent, @Nullable String key) {
        if (tracer == null) {
            return false;
        }
        if (key != null && forceKey != null && MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8), forceKey)) {
            return true;
        }
        return traceParent == null
                ? sampleRate > 0 && random.getAsDouble() < sampleRate
                : TraceParent.isSampled(traceParent);
    }

    /**
     * Starts a span of a sampled request.
     *
     * @param parent the parent; if it is invalid, the span starts a new trace
     * @return the span, which the caller ends; if tracing is off, a span that records nothing and has the parent's
     *     context
     */
    public Span start(SpanKind kind, String name, SpanContext parent) {
        return start(kind, name, parent, false);
    }

    /**
     * Starts a span if the parent is sampled. Else returns a span that records nothing and has the parent's context.
     */
    public Span startIfSampled(SpanKind kind, String name, SpanContext parent) {
        return parent.isSampled() ? start(kind, name, parent) : Span.wrap(parent);
    }

    /** Starts the span of processing a message. The context of the message is its parent, and it has a link to it. */
    Span startLinked(SpanKind kind, String name, SpanContext message) {
        return start(kind, name, message, true);
    }

    private Span start(SpanKind kind, String name, SpanContext parent, boolean linked) {
        if (tracer == null) {
            return Span.wrap(parent);
        }
        SpanBuilder span = tracer.spanBuilder(name).setSpanKind(kind);
        if (parent.isValid()) {
            span.setParent(Context.root().with(Span.wrap(parent)));
        } else {
            span.setNoParent();
        }
        if (linked) {
            span.addLink(parent);
        }
        return span.startSpan();
    }

    /** Exports the remaining spans, for at most five seconds. Idempotent. */
    @Override
    public void close() throws Exception {
        export.close();
    }
}
