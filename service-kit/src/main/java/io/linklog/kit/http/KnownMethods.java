package io.linklog.kit.http;

import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses methods that HTTP does not define with 501. Javalin would keep each name that it has seen for ever.
 *
 * <p>Refuses a header that names another method as well. Javalin believes it, but the edge does not: it would repeat a
 * DELETE that looks like a GET.
 */
final class KnownMethods extends Handler.Wrapper {

    private static final Set<String> KNOWN =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY");

    /** Believed by {@code Context.method()} of Javalin. */
    private static final String OVERRIDE = "X-HTTP-Method-Override";

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (KNOWN.contains(request.getMethod()) && !request.getHeaders().contains(OVERRIDE)) {
            return super.handle(request, response, callback);
        }
        Response.writeError(request, response, callback, 501);
        return true;
    }
}
