package io.linklog.query.visitlog;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** The page that a visitor comes from. */
public final class Referrer {

    private Referrer() {}

    /** Its host, in lower case; empty when the request names none. */
    public static String host(Request request) {
        return RequestReader.host(RequestReader.orEmpty(request.getHeaders().get(HttpHeader.REFERER)));
    }
}
