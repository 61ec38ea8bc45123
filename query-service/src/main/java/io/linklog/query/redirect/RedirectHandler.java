package io.linklog.query.redirect;

import io.linklog.kit.http.ApiRoutes;
import io.linklog.mesh.keys.KeyText;
import io.linklog.query.domains.Site;
import io.linklog.query.domains.Sites;
import io.linklog.query.http.VisitorErrors;
import io.linklog.query.lookup.KnownLink;
import io.linklog.query.lookup.LinkLookup;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.names.ShortCodes;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code GET,HEAD /{code}}, and {@code POST} of a password: answers from memory on the thread that read the request. A
 * miss is answered when the look-up ends; no thread waits for it. Every other path goes to the next handler, on a
 * thread that may block.
 */
public final class RedirectHandler extends Handler.Wrapper {

    private final Supplier<LinkLookup> links;
    private final Sites sites;
    private final Set<String> files;
    private final RedirectParts parts;
    private final VisitorErrors errors;
    private final BaseUrl base;
    private final LongPaths longPaths;

    /**
     * @param links is called once for each request
     * @param files paths of one segment that are not codes; the next handler answers them
     */
    public RedirectHandler(Supplier<LinkLookup> links, Sites sites, Set<String> files, RedirectParts parts) {
        this.links = links;
        this.sites = sites;
        this.files = files;
        this.parts = parts;
        this.errors = parts.errors();
        this.base = new BaseUrl(parts.visits(), errors, parts.clock());
        this.longPaths = new LongPaths(parts, sites);
    }

    /** Non-blocking, although the next handler blocks: {@link #handOver} calls it on another thread. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        int slash = path.indexOf('/', 1);
        if (slash >= 0 && slash < path.length() - 1) {
            return longPaths.answer(path, slash, request, response, callback) || handOver(request, response, callback);
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
        // a slash at the end makes no difference
        String asked = slash < 0 ? path.substring(1) : path.substring(1, slash);
        LinkLookup lookup = links.get();
        KnownLink known = lookup.peek(site.nameOf(asked));
        String code = asked;
        if (known == null && !ShortCodes.isWellFormed(asked)) {
            code = MeantCode.of(asked);
            known = lookup.peek(site.nameOf(code));
        }
        boolean noCode = known == null && (!ShortCodes.isWellFormed(code) || ShortCodes.isReserved(code));
        if (noCode && (asked.endsWith("+") || files.contains("/" + asked) || ApiRoutes.isManagement(path))) {
            return handOver(request, response, callback);
        }
        if (known == null && KeyText.isIn(asked)) {
            // before anything logs the path
            errors.keyInUrl(request, response, callback);
            return true;
        }
        Exchange exchange = new Exchange(parts, site, asked, code, request, response, callback);
        if (noCode) {
            exchange.answerNotFound(VisitKind.UNKNOWN);
        } else if (HttpMethod.OPTIONS.is(request.getMethod())) {
            exchange.answerOptions();
        } else if (BaseUrl.isRead(request) || HttpMethod.POST.is(request.getMethod())) {
            exchange.begin(known, lookup);
        } else {
            exchange.answerNotAllowed();
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
}
