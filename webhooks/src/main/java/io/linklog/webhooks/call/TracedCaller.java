package io.linklog.webhooks.call;

import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.webhooks.hooks.Hook;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.semconv.HttpAttributes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes calls as part of the trace of their event; measures and classifies them. Thread-safe. */
public final class TracedCaller {

    private final Caller caller;
    private final KafkaSpans spans;
    private final LongSupplier nanoTime;

    public TracedCaller(Caller caller, KafkaSpans spans, LongSupplier nanoTime) {
        this.caller = caller;
        this.spans = spans;
        this.nanoTime = nanoTime;
    }

    /**
     * Sends an event once. The future does not fail.
     *
     * @throws RejectedExecutionException if the caller is closed
     */
    public CompletableFuture<CallResult> send(Hook hook, OutgoingEvent event) {
        long begin = nanoTime.getAsLong();
        Span span = spans.process(event.record());
        span.setAttribute("linklog.webhook", hook.id());
        try {
            return caller.send(hook, event.id(), event.body(), span.getSpanContext())
                    .handle((answer, error) -> {
                        end(span, answer, error);
                        return CallResult.of(answer, error, nanoTime.getAsLong() - begin);
                    });
        } catch (RejectedExecutionException e) {
            span.end();
            throw e;
        }
    }

    private static void end(Span span, @Nullable EndpointAnswer answer, @Nullable Throwable error) {
        if (answer != null) {
            span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) answer.status());
            if (Verdict.of(answer.status()) != Verdict.DELIVERED) {
                span.setStatus(StatusCode.ERROR);
            }
        }
        KafkaSpans.end(span, error);
    }
}
