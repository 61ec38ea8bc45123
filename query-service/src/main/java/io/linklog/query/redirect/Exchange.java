package io.linklog.query.redirect;

import io.linklog.kit.http.Problem;
import io.linklog.kit.ratelimit.Taken;
import io.linklog.mesh.async.Causes;
import io.linklog.query.domains.Site;
import io.linklog.query.http.VisitorErrors;
import io.linklog.query.lookup.KnownLink;
import io.linklog.query.lookup.LinkLookup;
import io.linklog.query.lookup.Redirect;
import io.linklog.schemas.Link;
import io.linklog.schemas.Takedown;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.urls.Location;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One request for a code, from the look-up to the answer. The visit is logged before the answer, so a crash cannot lose
 * it. One thread after another handles an exchange.
 */
final class Exchange {

    private static final Problem QUERY_TOO_LONG = Problem.of(
            414,
            "query-too-long",
            "The query is too long",
            "The target of this link and the query have more than " + Location.LONGEST
                    + " characters together. Send a shorter query");

    private static final Problem TARGET_TOO_LONG = Problem.of(
            414,
            "target-too-long",
            "The target is too long",
            "The target of this link has more than " + Location.LONGEST
                    + " characters when it is percent-encoded, so no browser is sent there. Ask the link's owner for a"
                    + " shorter one");

    private final RedirectParts parts;
    private final VisitorErrors errors;
    private final Site site;
    private final String asked;
    // until a link is found, the name that is looked up
    private String name;
    private final Span span;
    private final Request request;
    private final Response response;
    private final Callback callback;
    // the owner of the link once it is found; one thread after another handles an exchange
    private String tenant;

    /**
     * @param asked the path that was sent, without the slashes around it; a visit that finds no link is counted under
     *     it
     * @param code that is looked up
     */
    Exchange(
            RedirectParts parts,
            Site site,
            String asked,
            String code,
            Request request,
            Response response,
            Callback callback) {
        this.parts = parts;
        this.errors = parts.errors();
        this.site = site;
        this.asked = asked;
        this.name = site.nameOf(code);
        this.tenant = site.tenant();
        this.span = parts.spans().begin(request);
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    private SpanContext trace() {
        return span.getSpanContext();
    }

    private Executor executor() {
        return request.getComponents().getExecutor();
    }

    /** @param known the link if it is in memory */
    void begin(@Nullable KnownLink known, LinkLookup lookup) {
        if (known != null) {
            parts.metrics().hit();
            answer(known);
            return;
        }
        parts.metrics().miss();
        parts.unknown()
                .refusal(request)
                .ifPresentOrElse(
                        this::answerTooMany,
                        () -> parts.places()
                                .find(lookup, name, request, trace())
                                .whenCompleteAsync(this::answer, executor()));
    }

    private void answer(@Nullable Optional<KnownLink> found, @Nullable Throwable error) {
        if (found == null) {
            answerUnavailable(Causes.unwrapNullable(error));
        } else if (found.isEmpty()) {
            answerNotFound(VisitKind.UNKNOWN);
        } else {
            answer(found.get());
        }
    }

    private void answer(KnownLink link) {
        if (!site.shows(link.tenant())) {
            answerNotFound(VisitKind.UNKNOWN);
            return;
        }
        name = link.name();
        tenant = link.tenant();
        Redirect redirect = link.redirect(parts.redirects());
        long now = parts.clock().millis();
        switch (redirect.standing(now)) {
            case OPEN -> answerOpen(redirect, now);
            case NOT_YET -> answerNotFound(VisitKind.NOT_YET);
            case OVER ->
                answerGone(redirect.takedown(), redirect.isDeleted() ? VisitKind.DELETED : VisitKind.EXPIRED, now);
        }
    }

    private void answerOpen(Redirect redirect, long now) {
        boolean post = HttpMethod.POST.is(request.getMethod());
        String hash = redirect.passwordHash();
        if (hash != null) {
            if (post) {
                checkPassword(redirect, hash);
            } else {
                end(200);
                PasswordPage.ask(response, callback);
            }
        } else if (post) {
            answerNotAllowed();
        } else {
            admit(redirect, now);
        }
    }

    private void checkPassword(Redirect redirect, String hash) {
        parts.passwords()
                .refusal(request, name)
                .ifPresentOrElse(
                        this::answerTooManyTries,
                        () -> parts.passwords()
                                .check(request, hash)
                                .whenCompleteAsync(
                                        (right, error) -> {
                                            if (error != null) {
                                                answerUnavailable(Causes.unwrap(error));
                                            } else if (right) {
                                                admit(redirect, parts.clock().millis());
                                            } else {
                                                answerWrongPassword();
                                            }
                                        },
                                        executor()));
    }

    private void answerWrongPassword() {
        parts.passwords().count(request, name).ifPresentOrElse(this::answerTooManyTries, () -> {
            end(403);
            PasswordPage.askAgain(response, callback);
        });
    }

    private void admit(Redirect redirect, long now) {
        int rule = redirect.rule(parts.visitors(), request, now);
        HttpFields fields = redirect.fields(rule, request.getHttpURI().getQuery(), now);
        if (fields == null) {
            log(VisitKind.TOO_LONG, 0, now); // it takes no place of a limited link
            end(414);
            boolean byQuery = redirect.fields(rule, null, now) != null;
            errors.refused(byQuery ? QUERY_TOO_LONG : TARGET_TOO_LONG, request, response, callback, trace());
        } else if (redirect.mostVisits() == 0) {
            answerAdmitted(redirect, rule, fields, now);
        } else {
            answerWithinLimit(redirect, rule, fields);
        }
    }

    /**
     * Admits a person while a place is left. Bots, HEAD, prefetches and cards take no place; when all places are taken,
     * they are refused, too: a link that has ended gives its target to nobody.
     */
    private void answerWithinLimit(Redirect redirect, int rule, HttpFields fields) {
        executor().execute(() -> {
            boolean noPerson = parts.cards().wanted(redirect, request) != null
                    || parts.visits().isBot(request);
            CompletableFuture<Boolean> admission = noPerson
                    ? parts.limits().isOpen(name, redirect.mostVisits())
                    : parts.limits().enter(name, redirect.mostVisits());
            admission.whenCompleteAsync(
                    (admitted, error) -> {
                        if (error != null) {
                            answerUnavailable(Causes.unwrap(error));
                        } else if (admitted) {
                            answerAdmitted(redirect, rule, fields, parts.clock().millis());
                        } else {
                            answerGone(
                                    null, VisitKind.LIMIT_REACHED, parts.clock().millis());
                        }
                    },
                    executor());
        });
    }

    private void answerAdmitted(Redirect redirect, int rule, HttpFields fields, long now) {
        Link card = parts.cards().wanted(redirect, request);
        if (card != null) {
            log(VisitKind.REDIRECT, 0, now);
            end(200);
            parts.cards().write(card, response, callback);
            return;
        }
        log(VisitKind.REDIRECT, rule, now);
        end(redirect.status());
        response.setStatus(redirect.status());
        response.getHeaders().add(fields);
        SiteTarget.endWithoutBody(response, callback);
    }

    void answerOptions() {
        end(204);
        errors.options(response, callback);
    }

    void answerNotAllowed() {
        end(405);
        errors.methodNotAllowed(request, response, callback, trace());
    }

    private void answerTooManyTries(Taken refusal) {
        end(429);
        errors.tooManyTries(request, response, callback, trace(), refusal);
    }

    private void answerTooMany(Taken refusal) {
        end(429);
        errors.tooMany(request, response, callback, trace(), refusal);
    }

    /** A 429 in its place is no visit: who tries codes must not fill the journal. */
    void answerNotFound(VisitKind kind) {
        parts.unknown().count(request).ifPresentOrElse(this::answerTooMany, () -> {
            String path = kind == VisitKind.UNKNOWN ? site.nameOf(asked) : name;
            parts.visits().record(request, path, tenant, kind, 0, parts.clock().millis(), trace());
            end(site.unknownLocation() == null ? 404 : 302);
            if (!SiteTarget.redirect(site.unknownLocation(), response, callback)) {
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
        end(site.expiredLocation() == null ? 410 : 302);
        if (!SiteTarget.redirect(site.expiredLocation(), response, callback)) {
            errors.gone(request, response, callback, trace());
        }
    }

    private void answerUnavailable(@Nullable Throwable cause) {
        Problem problem = VisitorErrors.ofLookUp(cause);
        end(problem.status());
        errors.refused(problem, request, response, callback, trace());
    }

    private void log(VisitKind kind, int rule, long now) {
        parts.visits().record(request, name, tenant, kind, rule, now, trace());
    }

    private void end(int status) {
        parts.metrics().answer(status);
        parts.spans().end(span, status);
    }
}
