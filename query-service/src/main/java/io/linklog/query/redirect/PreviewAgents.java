package io.linklog.query.redirect;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * The programs that fetch a link to show a card of it in a message or post. They are found by a few words in a bounded
 * part of the User-Agent; each is also a bot to the classification of visits. The browsers inside the same apps have
 * other words ("FBAN", "Twitter for iPhone"), so people are redirected.
 */
final class PreviewAgents {

    private static final int LONGEST = 512;

    // iMessage names itself facebookexternalhit and Twitterbot; Signal names itself WhatsApp
    private static final String[] WORDS = {
        "facebookexternalhit",
        "Facebot",
        "Twitterbot",
        "Slackbot",
        "Discordbot",
        "TelegramBot",
        "LinkedInBot",
        "Mastodon/",
        "Pleroma",
        "Misskey",
        "SkypeUriPreview",
        "Embedly",
        "Bluesky Cardyb"
    };

    // only at the begin: a browser may name the app that opened it
    private static final String WHATSAPP = "WhatsApp/";

    private PreviewAgents() {}

    static boolean sent(Request request) {
        String agent = request.getHeaders().get(HttpHeader.USER_AGENT);
        return agent != null && include(agent);
    }

    static boolean include(String userAgent) {
        String text = userAgent.length() <= LONGEST ? userAgent : userAgent.substring(0, LONGEST);
        if (text.startsWith(WHATSAPP)) {
            return true;
        }
        for (String word : WORDS) {
            if (text.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
