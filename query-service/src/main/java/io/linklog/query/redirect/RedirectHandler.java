package io.linklog.query.redirect;

import io.linklog.kit.http.ApiRoutes;
import io.linklog.kit.http.Problem;
import io.linklog.kit.ratelimit.Taken;
import io.linklog.mesh.async.Causes;
import io.linklog.query.domains.Site;
import io.linklog.query.domains.Sites;
import io.linklog.query.http.UnknownCodes;
import io.linklog.query.http.VisitorErrors;
import io.linklog.query.limits.VisitLimits;
import io.linklog.query.lookup.KnownLink;
import io.linklog.query.lookup.LinkLookup;
import io.linklog.query.lookup.Redirect;
import io.linklog.query.rules.Visitors;
import io.linklog.query.visitlog.VisitLog;
import io.linklog.schemas.Link;
import io.linklog.schemas.Takedown;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.names.ShortCodes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET,HEAD /{code}}: answers from memory on the thread that read the request. A miss is answered when the
 * look-up ends; no thread waits for it. Every other path goes to the next handler, on a thread that may block.
 */
public final class RedirectHandler extends Handler.Wrapper {

    private final Supplier<LinkLookup> links;
    private final Sites sites;
    private final BaseUrl base;
    private final Set<String> files;
    private final VisitorErrors errors;
    private final InstantSource clock;
    private final RedirectMetrics metrics;
    private final RedirectSpans spans;
    private final VisitLog visits;
    private final VisitLimits limits;
    private final UnknownCodes unknown;
    private final LookUpPlaces places;
    private final Visitors visitors;
    private final Function<Link, Redirect> redirects;

    /**
     * @param links is called once for each request
     * @param files paths of one segment that are not codes; the next handler answers them
     * @param permanentMaxAge how long a browser may keep a 301 or 308
     * @param unknown is asked only about links that are not in memory
     * @param places bound the look-ups of one client
     * @param visitors describes them to the rules of links
     */
    public RedirectHandler(
            Supplier<LinkLookup> links,
            Sites sites,
            Set<String> files,
            Duration permanentMaxAge,
            VisitorErrors errors,
            InstantSource clock,
            RedirectMetrics metrics,
            RedirectSpans spans,
            VisitLog visits,
            VisitLimits limits,
            UnknownCodes unknown,
            LookUpPlaces places,
            Visitors visitors) {
        this.links = links;
        this.sites = sites;
        this.base = new BaseUrl(visits, errors, clock);
        this.files = files;
        this.errors = errors;
        this.clock = clock;
        this.metrics = metrics;
        this.spans = spans;
        this.visits = visits;
        this.limits = limits;
        this.unknown = unknown;
        this.places = places;
        this.visitors = visitors;
        // made once: a lambda in the path of every request would be an allocation each
        this.redirects = link -> Redirect.of(link, permanentMaxAge);
    }

    /** Non-blocking, although the next handler blocks: {@link #handOver} calls it on another thread. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        if (path.length() >= 2 && path.indexOf('/', 1) >= 0) {
            return handOver(request, response, callback);
        }
        Site site = sites.find(request.getHttpURI().getHost());
        if (site == null) {
            errors.unknownHost(request, response, callback, SpanContext.getInvalid());
            return true;
        }
        if (path.length() < 2) {
            return (BaseUrl.isRead(request) && base.answer(site, request, response, callback))
                    || handOver(request, response, callback);
        }
        String code = path.substring(1);
        String name = site.nameOf(code);
        LinkLookup lookup = links.get();
        KnownLink known = lookup.peek(name);
        boolean noCode = known == null && (!ShortCodes.isWellFormed(code) || ShortCodes.isReserved(code));
        if (noCode && (code.endsWith("+") || files.contains(path) || ApiRoutes.isManagement(path))) {
            return handOver(request, response, callback);
        }
        Exchange exchange = new Exchange(site, name, spans.begin(request), request, response, callback);
        if (noCode) {
            exchange.answerNotFound(VisitKind.UNKNOWN, clock.millis());
        } else if (HttpMethod.OPTIONS.is(request.getMethod())) {
            exchange.end(204);
            errors.options(response, callback);
        } else if (!BaseUrl.isRead(request)) {
            exchange.end(405);
            errors.methodNotAllowed(request, response, callback, exchange.trace());
        } else if (known != null) {
            metrics.hit();
            exchange.answer(known);
        } else {
            metrics.miss();
            unknown.refusal(request).ifPresentOrElse(exchange::answerTooMany, () -> exchange.lookUp(lookup));
        }
        return true;
    }

    private boolean handOver(Request request, Response response, Callback callback) {
        request.getComponents().getExecutor().execute(() -> {
            try {
                if (!super.handle(request, response, callback)) {
                    errors.notFound(request, response, callback, SpanContext.getInvalid());
                }
            } catch (Exception | LinkageError e) {
                Response.writeError(request, response, callback, e);
            }
        });
        return true;
    }

    /**
     * One request for a code, from the look-up to the answer. The visit is logged before the answer, so a crash cannot
     * lose it.
     */
    private final class Exchange {

        private final Site site;
        private final String name;
        private final Span span;
        private final Request request;
        private final Response response;
        private final Callback callback;
        // the owner of the link once it is found; one thread after another handles an exchange
        private String tenant;

        Exchange(Site site, String name, Span span, Request request, Response response, Callback callback) {
            this.site = site;
            this.name = name;
            this.tenant = site.tenant();
            this.span = span;
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        SpanContext trace() {
            return span.getSpanContext();
        }

        Executor executor() {
            return request.getComponents().getExecutor();
        }

        void lookUp(LinkLookup lookup) {
            places.find(lookup, name, request, trace()).whenCompleteAsync(this::answer, executor());
        }

        private void answer(@Nullable Optional<KnownLink> found, @Nullable Throwable error) {
            if (found == null) {
                answerUnavailable(Causes.unwrapNullable(error));
            } else if (found.isEmpty()) {
                answerNotFound(VisitKind.UNKNOWN, clock.millis());
            } else {
                answer(found.get());
            }
        }

        void answer(KnownLink link) {
            tenant = link.tenant();
            Redirect redirect = link.redirect(redirects);
            long now = clock.millis();
            switch (redirect.standing(now)) {
                case OPEN -> {
                    if (redirect.mostVisits() == 0) {
                        answerRedirect(redirect, now);
                    } else {
                        answerWithinLimit(redirect);
                    }
                }
                case NOT_YET -> answerNotFound(VisitKind.NOT_YET, now);
                case OVER ->
                    answerGone(redirect.takedown(), redirect.isDeleted() ? VisitKind.DELETED : VisitKind.EXPIRED, now);
            }
        }

        /**
         * Admits a person while a place is left. Bots, HEAD and previews take no place; when all places are taken, they
         * are refused, too: a link that has ended gives its target to nobody.
         */
        private void answerWithinLimit(Redirect redirect) {
            executor().execute(() -> {
                CompletableFuture<Boolean> admission = visits.isBot(request)
                        ? limits.isOpen(name, redirect.mostVisits())
                        : limits.enter(name, redirect.mostVisits());
                admission.whenCompleteAsync(
                        (admitted, error) -> {
                            if (error != null) {
                                answerUnavailable(Causes.unwrap(error));
                            } else if (admitted) {
                                answerRedirect(redirect, clock.millis());
                            } else {
                                answerGone(null, VisitKind.LIMIT_REACHED, clock.millis());
                            }
                        },
                        executor());
            });
        }

        private void answerRedirect(Redirect redirect, long now) {
            int rule = redirect.rule(visitors, request, now);
            log(VisitKind.REDIRECT, rule, now);
            end(redirect.status());
            response.setStatus(redirect.status());
            response.getHeaders().add(redirect.fields(rule, request.getHttpURI().getQuery(), now));
            SiteTarget.endWithoutBody(response, callback);
        }

        void answerTooMany(Taken refusal) {
            end(429);
            errors.tooMany(request, response, callback, trace(), refusal);
        }

        /** A 429 in its place is no visit: who tries codes must not fill the journal. */
        void answerNotFound(VisitKind kind, long now) {
            unknown.count(request).ifPresentOrElse(this::answerTooMany, () -> {
                log(kind, 0, now);
                end(site.unknownTarget() == null ? 404 : 302);
                if (!SiteTarget.redirect(site.unknownTarget(), response, callback)) {
                    errors.notFound(request, response, callback, trace());
                }
            });
        }

        private void answerGone(@Nullable Takedown takedown, VisitKind kind, long now) {
            log(kind, 0, now);
            if (takedown != null) {
                end(takedown.getStatus());
                errors.takenDown(takedown, request, response, callback, trace());
                return;
            }
            end(site.expiredTarget() == null ? 410 : 302);
            if (!SiteTarget.redirect(site.expiredTarget(), response, callback)) {
                errors.gone(request, response, callback, trace());
            }
        }

        private void answerUnavailable(@Nullable Throwable cause) {
            Problem problem = VisitorErrors.ofLookUp(cause);
            end(problem.status());
            errors.tryAgain(problem, request, response, callback, trace());
        }

        private void log(VisitKind kind, int rule, long now) {
            visits.record(request, name, tenant, kind, rule, now, trace());
        }

        void end(int status) {
            metrics.answer(status);
            spans.end(span, status);
        }
    }
}
