package io.linklog.query.redirect;

import io.linklog.kit.http.ApiRoutes;
import io.linklog.kit.ratelimit.Taken;
import io.linklog.mesh.keys.KeyText;
import io.linklog.query.domains.Site;
import io.linklog.query.domains.Sites;
import io.linklog.schemas.VisitKind;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Paths of several segments, which no link has: a mistyped link is an orphan visit, like any other unknown path. */
final class LongPaths {

    private static final SpanContext NO_TRACE = SpanContext.getInvalid();

    /** Pages of a link, after its code. Javalin ignores one slash at the end. */
    private static final Set<String> PAGES = Set.of("/qr", "/qr/", "/report", "/report/");

    /** Clients ask there by themselves (RFC 8615): that is nobody who tries codes. */
    private static final String WELL_KNOWN = "/.well-known/";

    private final RedirectParts parts;
    private final Sites sites;

    LongPaths(RedirectParts parts, Sites sites) {
        this.parts = parts;
        this.sites = sites;
    }

    /**
     * Answers a GET or HEAD of a path that no page has; returns false for all others.
     *
     * @param path of two segments or more
     * @param slash where the second one begins
     */
    boolean answer(String path, int slash, Request request, Response response, Callback callback) {
        if (!BaseUrl.isRead(request) || ApiRoutes.isManagement(path) || PAGES.contains(path.substring(slash))) {
            return false;
        }
        Site site = sites.find(request.getHttpURI().getHost());
        if (site == null) {
            parts.errors().unknownHost(request, response, callback, NO_TRACE);
        } else if (KeyText.isIn(path)) {
            // before anything logs the path
            parts.errors().keyInUrl(request, response, callback);
        } else {
            answerNotFound(site, path, request, response, callback);
        }
        return true;
    }

    private void answerNotFound(Site site, String path, Request request, Response response, Callback callback) {
        Optional<Taken> refusal =
                path.startsWith(WELL_KNOWN) ? Optional.empty() : parts.unknown().count(request);
        if (refusal.isPresent()) {
            parts.metrics().answer(429);
            parts.errors().tooMany(request, response, callback, NO_TRACE, refusal.get());
            return;
        }
        // with its first slash, because "a/b" is the name of the code b on the domain a
        String name = site.domain() == null ? path : site.nameOf(path.substring(1));
        parts.visits()
                .record(
                        request,
                        name,
                        site.tenant(),
                        VisitKind.UNKNOWN,
                        0,
                        parts.clock().millis(),
                        NO_TRACE);
        parts.metrics().answer(site.unknownLocation() == null ? 404 : 302);
        if (!SiteTarget.redirect(site.unknownLocation(), response, callback)) {
            parts.errors().notFound(request, response, callback, NO_TRACE);
        }
    }
}
