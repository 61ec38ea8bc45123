package io.linklog.query.redirect;

import io.linklog.query.domains.Site;
import io.linklog.query.http.VisitorErrors;
import io.linklog.query.visitlog.VisitLog;
import io.linklog.schemas.VisitKind;
import io.opentelemetry.api.trace.SpanContext;
import java.time.InstantSource;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A domain without a path. A domain beside the default one has no page of its own there. */
final class BaseUrl {

    private static final SpanContext NO_TRACE = SpanContext.getInvalid();

    private final VisitLog visits;
    private final VisitorErrors errors;
    private final InstantSource clock;

    BaseUrl(VisitLog visits, VisitorErrors errors, InstantSource clock) {
        this.visits = visits;
        this.errors = errors;
        this.clock = clock;
    }

    static boolean isRead(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }

    /** Counts the visit of a GET or HEAD. Returns false if the page of the default domain is the answer. */
    boolean answer(Site site, Request request, Response response, Callback callback) {
        visits.record(request, site.nameOf(""), site.tenant(), VisitKind.BASE_URL, 0, clock.millis(), NO_TRACE);
        if (SiteTarget.redirect(site.baseLocation(), response, callback)) {
            return true;
        }
        if (site.domain() != null) {
            errors.notFound(request, response, callback, NO_TRACE);
        }
        return site.domain() != null;
    }
}
