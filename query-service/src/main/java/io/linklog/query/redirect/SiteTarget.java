package io.linklog.query.redirect;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Leads a visitor without a link to a target of the domain, each time anew: its owner may change it. */
final class SiteTarget {

    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");

    private SiteTarget() {}

    /** Returns false, and answers nothing, where there is no location. */
    static boolean redirect(@Nullable String location, Response response, Callback callback) {
        if (location == null) {
            return false;
        }
        response.setStatus(302);
        response.getHeaders().put(HttpHeader.LOCATION, location);
        response.getHeaders().add(NO_STORE);
        endWithoutBody(response, callback);
        return true;
    }

    /**
     * Ends an answer. Not by callback.succeeded(): when nothing was written, Jetty (12.1.12 and 12.1.13) completes an
     * exchange twice if the last write of another thread meets the end of handle(), and the connection hangs.
     * https://github.com/jetty/jetty.project/issues/14745, its fix does not cover this case.
     */
    static void endWithoutBody(Response response, Callback callback) {
        response.write(true, BufferUtil.EMPTY_BUFFER, callback);
    }
}
