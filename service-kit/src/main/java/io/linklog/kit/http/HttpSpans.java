package io.linklog.kit.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.tracing.TraceParent;
import io.linklog.kit.tracing.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import org.jspecify.annotations.Nullable;

/** The server's span of each request to an API, by the conventions for HTTP. Thread-safe. */
final class HttpSpans {

    private static final String SPAN = "linklog.span";

    private final Tracing tracing;

    HttpSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    void addTo(RoutesConfig routes) {
        routes.before(this::begin);
        routes.after(HttpSpans::end);
    }

    /** The span of a request, which does nothing where it is not followed; its context is what to pass on. */
    static Span of(Context ctx) {
        Span span = ctx.attribute(SPAN);
        return span == null ? Span.getInvalid() : span;
    }

    private void begin(Context ctx) {
        String traceParent = one(ctx, TraceParent.HEADER);
        String key = tracing.takesKeys() ? ctx.header(Tracing.FORCE) : null;
        boolean followed = tracing.follows(traceParent, key);
        if (traceParent == null && !followed) {
            return;
        }
        var parent = TraceParent.parse(traceParent);
        Span span = followed ? tracing.start(SpanKind.SERVER, ctx.method().name(), parent) : Span.wrap(parent);
        if (span.isRecording()) {
            span.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, ctx.method().name());
            span.setAttribute(UrlAttributes.URL_SCHEME, ctx.scheme());
            span.setAttribute(UrlAttributes.URL_PATH, ctx.path());
        }
        ctx.attribute(SPAN, span);
    }

    /** Ends the span of a request, once; its status must be set. */
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

    /** A header that is there once; of several none can be the right one. */
    private static @Nullable String one(Context ctx, String header) {
        var lines = ctx.req().getHeaders(header);
        String first = lines.hasMoreElements() ? lines.nextElement() : null;
        return lines.hasMoreElements() ? null : first;
    }
}
