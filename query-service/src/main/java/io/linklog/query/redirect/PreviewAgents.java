package io.linklog.query.redirect;

import io.linklog.visits.Bots;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * The programs that fetch a link to show a card of it in a message or post, as the built-in list of bots names them.
 * The browsers inside the same apps have other words ("FBAN", "Twitter for iPhone"), so people are redirected.
 */
final class PreviewAgents {

    private PreviewAgents() {}

    static boolean sent(Request request) {
        String agent = request.getHeaders().get(HttpHeader.USER_AGENT);
        return agent != null && Bots.isPreview(agent);
    }
}
