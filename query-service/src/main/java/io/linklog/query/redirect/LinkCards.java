package io.linklog.query.redirect;

import io.linklog.query.http.HtmlPage;
import io.linklog.query.lookup.Redirect;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.urls.Location;
import io.linklog.schemas.view.ShortUrls;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The page that link-preview agents get in place of the redirect of a link that has a title, a description or an image:
 * Open Graph members of the link itself. It never names a target, so a link may hide where it leads. Never blocks;
 * thread-safe.
 */
public final class LinkCards {

    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField NO_INDEX = new PreEncodedHttpField("X-Robots-Tag", "noindex");
    private static final HttpField VARY = new PreEncodedHttpField(HttpHeader.VARY, "User-Agent");
    private static final HttpField TYPE = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, HtmlPage.MEDIA_TYPE);
    private static final HttpField POLICY =
            new PreEncodedHttpField("Content-Security-Policy", HtmlPage.CONTENT_SECURITY_POLICY);

    private final URI publicUrl;

    /** @param publicUrl the prefix of short links on the default domain, without a trailing slash */
    public LinkCards(URI publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** The link whose card is the answer; null where a redirect is. */
    @Nullable
    Link wanted(Redirect redirect, Request request) {
        Link card = redirect.card();
        return card != null && PreviewAgents.sent(request) ? card : null;
    }

    void write(Link link, Response response, Callback callback) {
        byte[] body = page(link).getBytes(StandardCharsets.UTF_8);
        response.setStatus(200);
        var headers = response.getHeaders();
        headers.add(TYPE);
        headers.add(NO_STORE);
        headers.add(NO_INDEX);
        headers.add(VARY);
        headers.add(POLICY);
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    String page(Link link) {
        LinkAttributes attributes = link.getAttributes();
        String shortUrl = ShortUrls.of(link, publicUrl);
        String title = attributes.getTitle() == null ? shortUrl : attributes.getTitle();
        String description = attributes.getDescription();
        String image = attributes.getImageUrl();
        String meta = property("og:type", "website")
                + property("og:title", title)
                + (description == null ? "" : property("og:description", description))
                + (image == null ? "" : property("og:image", Location.of(image)))
                + property("og:url", shortUrl)
                + "<meta name=\"twitter:card\" content=\"" + (image == null ? "summary" : "summary_large_image")
                + "\">\n";
        String body = "<h1>" + HtmlPage.escape(title) + "</h1>\n"
                + (description == null ? "" : "<p>" + HtmlPage.escape(description) + "</p>\n")
                + "<p><a href=\"" + HtmlPage.escape(shortUrl) + "+\">Where this short link leads</a></p>";
        return HtmlPage.page(title, meta, body);
    }

    private static String property(String name, String text) {
        return "<meta property=\"" + name + "\" content=\"" + HtmlPage.escape(text) + "\">\n";
    }
}
