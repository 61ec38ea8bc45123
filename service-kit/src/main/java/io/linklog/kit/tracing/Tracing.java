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
 * The tracing of one process: says which requests are followed, and starts their spans.
 *
 * <p>The decision is made once, where a trace begins, and travels with it in {@code traceparent}: whoever gets one does
 * as its flag says. Without one, a share of the requests is drawn. A caller who shows the key has his request followed
 * whatever the flag says. So what is not followed makes no span at all, and costs the look at the flag.
 *
 * <p>Off, nothing is followed, and traces that come are passed on as they came. Thread-safe.
 */
public final class Tracing implements AutoCloseable {

    /** The request header for the key. */
    public static final String FORCE = "X-Linklog-Trace";

    private static final Tracing OFF = new Tracing(null, 0, Optional.empty(), () -> 1, () -> {});

    private final @Nullable Tracer tracer;
    private final double share;
    private final byte @Nullable [] key;
    private final DoubleSupplier random;
    private final AutoCloseable export;

    /**
     * @param tracer null for off
     * @param random from 0 to 1, the latter excluded
     * @param export is closed with this
     */
    Tracing(@Nullable Tracer tracer, double share, Optional<String> key, DoubleSupplier random, AutoCloseable export) {
        this.tracer = tracer;
        this.share = share;
        this.key = key.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
        this.random = random;
        this.export = export;
    }

    /** One that follows nothing. */
    public static Tracing off() {
        return OFF;
    }

    /** One as set: with an endpoint it sends spans there, without it is off. What becomes of spans is counted. */
    public static Tracing open(TracingSettings settings, MeterRegistry meters) {
        Optional<URI> endpoint = settings.endpoint();
        if (endpoint.isEmpty()) {
            SpanMeters.off(meters);
            return off();
        }
        // a class of its own, so that without an endpoint nothing of the SDK is loaded
        return SdkTracing.open(settings, endpoint.get(), meters);
    }

    /** Whether spans are recorded at all. */
    public boolean isOn() {
        return tracer != null;
    }

    /** Whether {@link #FORCE} is to be looked at; else it is not worth the search. */
    public boolean takesKeys() {
        return tracer != null && key != null;
    }

    /**
     * Whether a request that comes in is followed. Allocates nothing.
     *
     * @param traceParent as it came; null for none
     * @param shown the key that its caller shows; null for none
     */
    public boolean follows(@Nullable String traceParent, @Nullable String shown) {
        if (tracer == null) {
            return false;
        }
        if (shown != null && key != null && MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), key)) {
            return true;
        }
        return traceParent == null ? share > 0 && random.getAsDouble() < share : TraceParent.isSampled(traceParent);
    }

    /**
     * Starts a span where the decision has been made already.
     *
     * @param parent of which its trace is; invalid: it begins one
     * @return to be ended by the caller; when off, a span that does nothing and hands the parent's context on
     */
    public Span start(SpanKind kind, String name, SpanContext parent) {
        return start(kind, name, parent, false);
    }

    /** The same as part of a followed trace only: else a span that does nothing and hands the parent's context on. */
    public Span follow(SpanKind kind, String name, SpanContext parent) {
        return parent.isSampled() ? start(kind, name, parent) : Span.wrap(parent);
    }

    /**
     * A span that follows on a message: its parent and, as for all messages, its link is the context that it carries.
     */
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

    /** Sends what is recorded, for five seconds at most. Idempotent. */
    @Override
    public void close() throws Exception {
        export.close();
    }
}
