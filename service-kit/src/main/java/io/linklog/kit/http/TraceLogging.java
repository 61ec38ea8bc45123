package io.linklog.kit.http;

import io.linklog.kit.tracing.TraceLog;
import io.linklog.kit.tracing.TraceParent;
import io.opentelemetry.api.trace.SpanContext;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.MDC;

/** Adds the trace id of a request, sampled or not, to the log lines of the thread that handles it. */
final class TraceLogging extends Handler.Wrapper {

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        SpanContext trace = TraceParent.parse(request.getHeaders().get(TraceParent.HEADER));
        if (!trace.isValid()) {
            return super.handle(request, response, callback);
        }
        try (var line = MDC.putCloseable(TraceLog.KEY, trace.getTraceId())) {
            return super.handle(request, response, callback);
        }
    }
}
