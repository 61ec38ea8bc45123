package io.linklog.kit.tracing;

import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Puts a trace's id into log lines. */
public final class TraceLog {

    /** Where {@code logback.xml} finds it. */
    public static final String KEY = "traceId";

    private TraceLog() {}

    /** Logs something that belongs to a trace, on a thread that works for many. */
    public static void run(SpanContext trace, Runnable logging) {
        if (!trace.isValid()) {
            logging.run();
            return;
        }
        @Nullable String before = MDC.get(KEY);
        MDC.put(KEY, trace.getTraceId());
        try {
            logging.run();
        } finally {
            if (before == null) {
                MDC.remove(KEY);
            } else {
                MDC.put(KEY, before);
            }
        }
    }
}
