package io.linklog.query;

import io.linklog.query.visits.VisitLog;
import io.linklog.schemas.Link;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.rules.ShortCodes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET,HEAD /{code}}: answers from memory on the thread that read the request; a miss is answered when the
 * look-up is done, and no thread waits for it. Every other path goes to the handler behind, on a thread that may block.
 */
final class RedirectHandler extends Handler.Wrapper {

    private final Supplier<LinkLookup> links;
    private final ErrorAnswers errors;
    private final InstantSource clock;
    private final QueryMetrics metrics;
    private final RedirectSpans spans;
    private final VisitLog visits;
    private final VisitLimits limits;
    private final Function<Link, Redirect> redirects;

    /** @param links is asked once for each request */
    RedirectHandler(
            Supplier<LinkLookup> links,
            Duration permanentMaxAge,
            ErrorAnswers errors,
            InstantSource clock,
            QueryMetrics metrics,
            RedirectSpans spans,
            VisitLog visits,
            VisitLimits limits) {
        this.links = links;
        this.errors = errors;
        this.clock = clock;
        this.metrics = metrics;
        this.spans = spans;
        this.visits = visits;
        this.limits = limits;
        // made once: a lambda in the way of every request would be an allocation each
        this.redirects = link -> Redirect.of(link, permanentMaxAge);
    }

    /** Non-blocking, although what is behind blocks: {@link #handOver} takes that to another thread. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        if (path.length() < 2 || path.indexOf('/', 1) >= 0) {
            if (path.length() < 2 && isRead(request.getMethod())) {
                visits.record(request, "", VisitKind.BASE_URL, clock.millis(), SpanContext.getInvalid());
            }
            handOver(request, response, callback);
            return true;
        }
        String code = path.substring(1);
        LinkLookup lookup = links.get();
        KnownLink known = lookup.peek(code);
        boolean noCode = known == null && (!ShortCodes.isWellFormed(code) || ShortCodes.isReserved(code));
        if (noCode && (code.endsWith("+") || SitePages.FILES.contains(path))) {
            handOver(request, response, callback);
            return true;
        }
        Span span = spans.begin(request);
        if (noCode) {
            visited(request, code, VisitKind.UNKNOWN, clock.millis(), span);
            answered(404, span);
            errors.notFound(request, response, callback);
            return true;
        }
        if (!isRead(request.getMethod())) {
            answered(405, span);
            errors.methodNotAllowed(request, response, callback);
            return true;
        }
        if (known != null) {
            metrics.hit();
            answer(code, known, span, request, response, callback);
            return true;
        }
        metrics.miss();
        lookup.find(code, span.getSpanContext())
                .whenCompleteAsync(
                        (found, error) -> answer(code, found, error, span, request, response, callback),
                        request.getComponents().getExecutor());
        return true;
    }

    private void answer(String code, KnownLink link, Span span, Request request, Response response, Callback callback) {
        Redirect redirect = link.redirect(redirects);
        long now = clock.millis();
        switch (redirect.standing(now)) {
            case OPEN -> {
                if (redirect.mostVisits() == 0) {
                    sendOn(code, redirect, now, span, request, response, callback);
                } else {
                    limited(code, redirect, span, request, response, callback);
                }
            }
            case NOT_YET -> {
                visited(request, code, VisitKind.NOT_YET, now, span);
                answered(404, span);
                errors.notFound(request, response, callback);
            }
            case OVER -> {
                visited(request, code, redirect.isDeleted() ? VisitKind.DELETED : VisitKind.EXPIRED, now, span);
                answered(410, span);
                errors.gone(request, response, callback);
            }
        }
    }

    private void answer(
            String code,
            @Nullable Optional<KnownLink> found,
            @Nullable Throwable error,
            Span span,
            Request request,
            Response response,
            Callback callback) {
        if (found == null) {
            answered(503, span);
            Throwable cause =
                    error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
            errors.unavailable(request, response, callback, cause);
        } else if (found.isEmpty()) {
            visited(request, code, VisitKind.UNKNOWN, clock.millis(), span);
            answered(404, span);
            errors.notFound(request, response, callback);
        } else {
            answer(code, found.get(), span, request, response, callback);
        }
    }

    private void sendOn(
            String code,
            Redirect redirect,
            long now,
            Span span,
            Request request,
            Response response,
            Callback callback) {
        visited(request, code, VisitKind.REDIRECT, now, span);
        answered(redirect.status(), span);
        response.setStatus(redirect.status());
        response.getHeaders().add(redirect.fields(request.getHttpURI().getQuery(), now));
        // Not callback.succeeded(): where nothing was written, Jetty (12.1.12 and 12.1.13) completes an exchange twice
        // when the last write of another thread meets the end of handle(), and the connection answers no more.
        // https://github.com/jetty/jetty.project/issues/14745, whose fix leaves this case out.
        response.write(true, BufferUtil.EMPTY_BUFFER, callback);
    }

    /** Lets a person through while there is a place left; bots and previews take none, and go as long as people do. */
    private void limited(
            String code, Redirect redirect, Span span, Request request, Response response, Callback callback) {
        request.getComponents().getExecutor().execute(() -> {
            CompletableFuture<Boolean> entered = visits.isBot(request)
                    ? CompletableFuture.completedFuture(!limits.isFull(code, redirect.mostVisits()))
                    : limits.enter(code, redirect.mostVisits());
            entered.whenCompleteAsync(
                    (mayPass, error) -> {
                        if (error != null) {
                            answered(503, span);
                            errors.unavailable(request, response, callback, error);
                        } else if (mayPass) {
                            sendOn(code, redirect, clock.millis(), span, request, response, callback);
                        } else {
                            visited(request, code, VisitKind.LIMIT_REACHED, clock.millis(), span);
                            answered(410, span);
                            errors.gone(request, response, callback);
                        }
                    },
                    request.getComponents().getExecutor());
        });
    }

    // before the answer: whoever has it was logged, also when this process ends in between
    private void visited(Request request, String code, VisitKind kind, long now, Span span) {
        visits.record(request, code, kind, now, span.getSpanContext());
    }

    private static boolean isRead(String method) {
        return HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method);
    }

    private void answered(int status, Span span) {
        metrics.answered(status);
        spans.end(span, status);
    }

    private void handOver(Request request, Response response, Callback callback) {
        request.getComponents().getExecutor().execute(() -> {
            try {
                if (!super.handle(request, response, callback)) {
                    errors.notFound(request, response, callback);
                }
            } catch (Exception | LinkageError e) {
                Response.writeError(request, response, callback, e);
            }
        });
    }
}
