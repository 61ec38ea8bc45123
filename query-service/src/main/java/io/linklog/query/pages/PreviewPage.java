package io.linklog.query.pages;

import io.linklog.query.http.HtmlPage;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.encoding.PathSegment;
import io.linklog.schemas.urls.Location;
import io.linklog.schemas.view.LinkDates;
import io.linklog.schemas.view.ShortUrls;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The page of {@code /{code}+}, which shows the target of a link without a redirect. */
final class PreviewPage {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private PreviewPage() {}

    static String of(Link link, URI publicUrl) {
        LinkAttributes attributes = link.getAttributes();
        String shortUrl = ShortUrls.of(link, publicUrl);
        // whoever does not know the password learns neither the target nor its title
        boolean secret = attributes.getPasswordHash() != null;
        String title = secret ? null : attributes.getTitle();
        String path = "/" + HtmlPage.escape(PathSegment.encode(link.getCode()));
        StringBuilder body = new StringBuilder();
        body.append("<h1>")
                .append(HtmlPage.escape(title == null ? shortUrl : title))
                .append("</h1>\n");
        if (secret) {
            body.append("<p>This short link has a password. Its target is shown only to people who know it.</p>\n");
        } else {
            appendTargets(body, attributes);
        }
        body.append("<dl>\n");
        appendTerm(body, "Short link", HtmlPage.escape(shortUrl));
        appendTime(body, "Created", LinkDates.created(link));
        appendTime(body, "Changed", link.getVersion() > 1 ? link.getEditedAt() : null);
        appendTime(body, "Open from", attributes.getValidSince());
        appendTime(body, "Open until", attributes.getValidUntil());
        body.append("</dl>\n<p><img class=\"qr\" width=\"176\" height=\"176\""
                        + " alt=\"QR code of this short link\" src=\"")
                .append(path)
                .append("/qr?format=svg\"></p>\n<p class=\"note\"><a rel=\"nofollow\" href=\"")
                .append(path)
                .append("/report\">Report this link</a></p>");
        return HtmlPage.page(title == null ? "Where " + shortUrl + " leads" : title, body.toString());
    }

    private static void appendTargets(StringBuilder body, LinkAttributes attributes) {
        String target = TargetText.markup(attributes.getLongUrl());
        body.append("<p class=\"note\">This short link leads to:</p>\n");
        if (isWeb(attributes.getLongUrl())) {
            body.append("<p><a rel=\"nofollow noopener noreferrer\" href=\"")
                    .append(HtmlPage.escape(Location.of(attributes.getLongUrl())))
                    .append("\">")
                    .append(target)
                    .append("</a>")
                    .append(TargetText.asciiHost(attributes.getLongUrl()))
                    .append("</p>\n");
        } else {
            body.append("<p>").append(target).append("</p>\n");
        }
        appendRules(body, attributes);
    }

    /** Every other target, so that nobody is led where the page does not say; no condition, which may be a secret. */
    private static void appendRules(StringBuilder body, LinkAttributes attributes) {
        Set<String> others = new LinkedHashSet<>();
        attributes.getRedirectRules().forEach(rule -> others.add(rule.getLongUrl()));
        others.remove(attributes.getLongUrl());
        if (others.isEmpty()) {
            return;
        }
        body.append("<p class=\"note\">It has rules: device, language, place, time and the like can lead to another"
                + " target instead:</p>\n<ul>\n");
        for (String target : others) {
            body.append("<li>")
                    .append(TargetText.markup(target))
                    .append(TargetText.asciiHost(target))
                    .append("</li>\n");
        }
        body.append("</ul>\n");
    }

    private static void appendTime(StringBuilder body, String name, @Nullable Instant time) {
        if (time != null) {
            appendTerm(body, name, "<time datetime=\"" + time + "\">" + TIME.format(time) + "</time>");
        }
    }

    private static void appendTerm(StringBuilder body, String name, String markup) {
        body.append("<dt>").append(name).append("</dt><dd>").append(markup).append("</dd>\n");
    }

    /** Only web addresses become links. Commands are validated, but a script address from elsewhere must not run. */
    private static boolean isWeb(String url) {
        return url.regionMatches(true, 0, "http://", 0, 7) || url.regionMatches(true, 0, "https://", 0, 8);
    }
}
