package io.linklog.query.pages;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.http.ReadRoutes;
import io.linklog.query.http.HtmlPage;
import java.net.URI;
import java.util.Set;

/** Pages that belong to no link: landing page, robots.txt, the icon that browsers request, the API document. */
public final class SitePages {

    /** Paths of one segment that this class answers; they are not codes. */
    public static final Set<String> FILES = Set.of("/robots.txt", "/favicon.ico");

    private static final String A_DAY = "public, max-age=86400";

    private final String landing;
    private final ApiDocument document;

    public SitePages(URI publicUrl, ApiDocument document) {
        this.document = document;
        String url = HtmlPage.escape(publicUrl.toString());
        this.landing = HtmlPage.page("Linklog", """
                <h1>Linklog</h1>
                <p>A URL shortener whose database is a log. It keeps every change of a link: you can read a link as it \
                was at any moment, and no short address is ever reused for another link.</p>
                <p>Create a short link. You need an API key with the role author:</p>
                <pre>curl -sS %1$s/api/v1/links \\
                  -H 'X-Api-Key: llk_…' \\
                  -H 'Content-Type: application/json' \\
                  -d '{"longUrl": "https://example.org/"}'</pre>
                <p>Append <b>+</b> to a short link to see its target, or <b>/qr</b> for its QR code.</p>
                <p>API reference: <a href="/api/v1/openapi.yaml">openapi.yaml</a>, \
                <a href="/api/v1/openapi.json">openapi.json</a>.</p>""".formatted(url));
    }

    public void addTo(RoutesConfig routes) {
        ReadRoutes.add(routes, "/", this::answerLanding);
        ReadRoutes.add(routes, "/robots.txt", this::answerRobots);
        ReadRoutes.add(routes, "/favicon.ico", this::answerIcon);
        ReadRoutes.add(routes, "/api/v1/openapi.yaml", ctx -> serve(ctx, "application/yaml", document.yaml()));
        ReadRoutes.add(routes, "/api/v1/openapi.json", ctx -> serve(ctx, "application/json", document.json()));
    }

    private void answerLanding(Context ctx) {
        ctx.header("Content-Security-Policy", HtmlPage.CONTENT_SECURITY_POLICY);
        serve(ctx, HtmlPage.MEDIA_TYPE, landing);
    }

    private void answerRobots(Context ctx) {
        // crawlers may fetch short links: the X-Robots-Tag of each says whether to index it, and only a crawler that
        // fetches the link sees the tag
        serve(ctx, "text/plain; charset=utf-8", "User-agent: *\nDisallow: /api/\n");
    }

    private void answerIcon(Context ctx) {
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
