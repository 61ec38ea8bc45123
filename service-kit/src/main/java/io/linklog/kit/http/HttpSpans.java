package io.linklog.kit.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.tracing.TraceParent;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.keys.KeyText;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import org.jspecify.annotations.Nullable;

/** Makes the server spans of API requests, by OpenTelemetry's semantic conventions for HTTP. Thread-safe. */
final class HttpSpans {

    private static final String SPAN = "linklog.span";

    private final Tracing tracing;

    HttpSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Adds handlers that start and end the span of each request. */
    void addTo(RoutesConfig routes) {
        routes.before(this::begin);
        routes.after(HttpSpans::end);
    }

    /**
     * The span of a request. It records nothing if the request is not sampled. Its context is the one to propagate; it
     * is invalid if the request has no trace.
     */
    static Span of(Context ctx) {
        Span span = ctx.attribute(SPAN);
        return span == null ? Span.getInvalid() : span;
    }

    private void begin(Context ctx) {
        String traceParent = singleHeader(ctx, TraceParent.HEADER);
        String key = tracing.hasForceKey() ? ctx.header(Tracing.FORCE) : null;
        boolean sampled = tracing.shouldSample(traceParent, key);
        if (traceParent == null && !sampled) {
            return;
        }
        var parent = TraceParent.parse(traceParent);
        Span span = sampled ? tracing.start(SpanKind.SERVER, ctx.method().name(), parent) : Span.wrap(parent);
        if (span.isRecording()) {
            span.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, ctx.method().name());
            span.setAttribute(UrlAttributes.URL_SCHEME, ctx.scheme());
            if (!KeyText.isIn(ctx.path())) { // a call that is refused for it must not keep it
                span.setAttribute(UrlAttributes.URL_PATH, ctx.path());
            }
        }
        ctx.attribute(SPAN, span);
    }

    /** Ends the span of a request. Call it after the status is set; later calls do nothing. */
    static void end(Context ctx) {
        Span span = of(ctx);
        if (!span.isRecording()) {
            return;
        }
        var matched = ctx.endpoints().matchedHttpEndpoint();
        if (matched != null) {
            span.updateName(ctx.method().name() + " " + matched.path);
            span.setAttribute(HttpAttributes.HTTP_ROUTE, matched.path);
        }
        int status = ctx.statusCode();
        span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) status);
        if (status >= 500) {
            span.setAttribute(ErrorAttributes.ERROR_TYPE, Integer.toString(status));
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    /** The value of a header; null if the request has none or several. */
    private static @Nullable String singleHeader(Context ctx, String header) {
        var lines = ctx.req().getHeaders(header);
        String first = lines.hasMoreElements() ? lines.nextElement() : null;
        return lines.hasMoreElements() ? null : first;
    }
}
