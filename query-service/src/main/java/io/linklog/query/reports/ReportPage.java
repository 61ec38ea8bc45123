package io.linklog.query.reports;

import io.linklog.query.http.HtmlPage;
import io.linklog.schemas.reports.ReportRules;
import java.util.Map;
import java.util.Optional;

/**
 * The pages of {@code /{code}/report}. They are the same whether or not the link exists. Everything that a visitor
 * wrote is escaped.
 */
final class ReportPage {

    private static final Map<String, String> TITLES = Map.of(
            "phishing", "It pretends to be somebody else (phishing)",
            "malware", "It offers harmful software",
            "spam", "I did not ask for it (spam)",
            "illegal", "Its content is illegal",
            "other", "Something else");

    private ReportPage() {}

    /**
     * The form, without the fields' names of anybody: it has no secret.
     *
     * @param shortUrl the link, as the visitor asked for it
     * @param filled what the visitor has written already
     * @param mistake what must be changed in it
     */
    static String form(String shortUrl, ReportForm filled, Optional<String> mistake) {
        StringBuilder body = new StringBuilder();
        body.append("<h1>Report a short link</h1>\n<p>")
                .append(HtmlPage.escape(shortUrl))
                .append("</p>\n<p class=\"note\">Does it lead to something harmful? Tell those who run this service."
                        + " They see what you write here; your address is not stored.</p>\n");
        mistake.ifPresent(sentence -> body.append("<p role=\"alert\"><strong>")
                .append(HtmlPage.escape(sentence))
                .append("</strong></p>\n"));
        body.append("<form method=\"post\" accept-charset=\"utf-8\">\n"
                + "<p><label for=\"reason\">What is wrong?</label>\n<select id=\"reason\" name=\"reason\" required>\n");
        if (!ReportRules.REASONS.contains(filled.reason())) {
            body.append("<option value=\"\" selected>Please choose</option>\n");
        }
        for (String reason : ReportRules.REASONS) {
            body.append("<option value=\"")
                    .append(reason)
                    .append(reason.equals(filled.reason()) ? "\" selected>" : "\">")
                    .append(TITLES.get(reason))
                    .append("</option>\n");
        }
        body.append("</select></p>\n<p><label for=\"text\">What happened? <span class=\"note\">(optional, up to ")
                .append(ReportRules.LONGEST_TEXT)
                .append(" characters)</span></label>\n<textarea id=\"text\" name=\"text\" rows=\"6\" maxlength=\"")
                .append(ReportRules.LONGEST_TEXT)
                // a browser drops the first line end of a text area
                .append("\">\n")
                .append(HtmlPage.escape(filled.text()))
                .append("</textarea></p>\n<p><label for=\"contact\">Your e-mail address <span class=\"note\">(optional,"
                        + " for questions)</span></label>\n<input id=\"contact\" name=\"contact\" type=\"email\""
                        + " autocomplete=\"email\" maxlength=\"")
                .append(ReportRules.LONGEST_CONTACT)
                .append("\" value=\"")
                .append(HtmlPage.escape(filled.contact()))
                .append("\"></p>\n<p><button class=\"go\">Send report</button></p>\n</form>");
        return HtmlPage.page("Report a short link", body.toString());
    }

    /** The answer to a report. */
    static String thanks() {
        return HtmlPage.page(
                "Thank you",
                "<h1>Thank you</h1>\n<p>If this short link exists, those who run this service will look at it.</p>");
    }
}
