package io.linklog.query.pages;

import io.linklog.query.http.HtmlPage;
import io.linklog.schemas.urls.InvalidUrlException;
import io.linklog.schemas.urls.WebUrl;

/** A target as a page shows it, so that it cannot look like another one. */
final class TargetText {

    /** Marks of direction, which change the order of what follows, and characters without a width. */
    private static final String UNSEEN = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029"
            + "\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff";

    private TargetText() {}

    /** The target, escaped; what cannot be seen is shown by its number. */
    static String markup(String target) {
        StringBuilder shown =
                new StringBuilder("<bdi>").append(HtmlPage.escape(target)).append("</bdi>");
        for (int i = shown.length() - 1; i >= 0; i--) {
            char c = shown.charAt(i);
            if (UNSEEN.indexOf(c) >= 0 || Character.isISOControl(c)) {
                shown.replace(i, i + 1, String.format("<mark>U+%04X</mark>", (int) c));
            }
        }
        return shown.toString();
    }

    /**
     * The host in ASCII behind a target whose host is not, or is percent-encoded: two letters may look alike, and
     * nobody reads encoded ones.
     */
    static String asciiHost(String target) {
        try {
            WebUrl url = WebUrl.parse(target);
            return url.isHostSentAsWritten()
                    ? ""
                    : " <span class=\"note\">(host: " + HtmlPage.escape(url.host()) + ")</span>";
        } catch (InvalidUrlException e) {
            return "";
        }
    }
}
