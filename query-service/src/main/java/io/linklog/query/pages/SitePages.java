package io.linklog.query.pages;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.query.http.HtmlPage;
import io.linklog.query.http.ReadRoutes;
import java.net.URI;
import java.util.Set;

/** What belongs to no link: the landing page, robots.txt, the icon that browsers ask for, the API document. */
public final class SitePages {

    /** Paths of one segment that are no codes and answered here. */
    public static final Set<String> FILES = Set.of("/robots.txt", "/favicon.ico");

    private static final String A_DAY = "public, max-age=86400";

    private final String landing;
    private final ApiDocument document;

    public SitePages(URI publicUrl, ApiDocument document) {
        this.document = document;
        String url = HtmlPage.escape(publicUrl.toString());
        this.landing = HtmlPage.page("Linklog", """
                <h1>Linklog</h1>
                <p>A URL shortener whose database is a log. Every change of a link is kept, so that a link can be seen as \
                it was at any moment, and an address once given out is never given to another target.</p>
                <p>Make a short link:</p>
                <pre>curl -sS %1$s/api/v1/links \\
                  -H 'Content-Type: application/json' \\
                  -d '{"longUrl": "https://example.org/"}'</pre>
                <p>Add a <b>+</b> to any short link to see where it leads, or <b>/qr</b> for its QR code.</p>
                <p>The whole API: <a href="/api/v1/openapi.yaml">openapi.yaml</a>, \
                <a href="/api/v1/openapi.json">openapi.json</a>.</p>""".formatted(url));
    }

    public void addTo(RoutesConfig routes) {
        ReadRoutes.read(routes, "/", this::landing);
        ReadRoutes.read(routes, "/robots.txt", this::robots);
        ReadRoutes.read(routes, "/favicon.ico", this::icon);
        ReadRoutes.read(routes, "/api/v1/openapi.yaml", ctx -> serve(ctx, "application/yaml", document.yaml()));
        ReadRoutes.read(routes, "/api/v1/openapi.json", ctx -> serve(ctx, "application/json", document.json()));
    }

    private void landing(Context ctx) {
        ctx.header("Content-Security-Policy", HtmlPage.CONTENT_SECURITY_POLICY);
        serve(ctx, HtmlPage.MEDIA_TYPE, landing);
    }

    private void robots(Context ctx) {
        // short links stay open to crawlers: each says in its own X-Robots-Tag whether it may be indexed, and a crawler
        // that may not fetch it would not see that
        serve(ctx, "text/plain; charset=utf-8", "User-agent: *\nDisallow: /api/\n");
    }

    private void icon(Context ctx) {
        ctx.header("Cache-Control", A_DAY);
        ctx.contentType("image/x-icon");
        ctx.status(204);
    }

    private static void serve(Context ctx, String type, String body) {
        ctx.header("Cache-Control", "public, max-age=300");
        ctx.contentType(type);
        ctx.result(body);
    }
}
