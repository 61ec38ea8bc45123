package io.linklog.query.redirect;

import io.linklog.kit.tracing.TraceParent;
import io.linklog.kit.tracing.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import org.eclipse.jetty.server.Request;

/**
 * Records the server span of each sampled visit. Most visits are not sampled; they cost the look-up of one header and
 * allocate nothing. Thread-safe.
 */
public final class RedirectSpans {

    private static final String ROUTE = "/{code}";

    private final Tracing tracing;

    public RedirectSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Starts the span of a visit; the invalid span when the visit is not sampled. */
    Span begin(Request request) {
        if (!tracing.isOn()) {
            return Span.getInvalid();
        }
        String traceParent = request.getHeaders().get(TraceParent.HEADER);
        String key = tracing.hasForceKey() ? request.getHeaders().get(Tracing.FORCE) : null;
        if (!tracing.shouldSample(traceParent, key)) {
            return Span.getInvalid();
        }
        Span span = tracing.start(SpanKind.SERVER, request.getMethod() + " " + ROUTE, TraceParent.parse(traceParent));
        span.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, request.getMethod());
        span.setAttribute(HttpAttributes.HTTP_ROUTE, ROUTE);
        span.setAttribute(UrlAttributes.URL_PATH, Request.getPathInContext(request));
        span.setAttribute(UrlAttributes.URL_SCHEME, request.getHttpURI().getScheme());
        return span;
    }

    void end(Span span, int status) {
        if (!span.isRecording()) {
            return;
        }
        span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) status);
        if (status >= 500) {
            span.setAttribute(ErrorAttributes.ERROR_TYPE, Integer.toString(status));
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
