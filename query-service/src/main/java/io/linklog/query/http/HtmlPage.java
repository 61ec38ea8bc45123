package io.linklog.query.http;

import io.linklog.schemas.encoding.Sha256;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The frame of every page of this service: one style, no script, nothing from other sites, and a policy that forbids
 * everything else.
 */
public final class HtmlPage {

    public static final String MEDIA_TYPE = "text/html; charset=utf-8";

    private static final String STYLE = """
            :root{color-scheme:light dark}
            body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:0 auto;padding:3rem 1.25rem;\
            color:CanvasText;background:Canvas}
            h1{font-size:1.6rem;line-height:1.25;margin:0 0 .75rem;overflow-wrap:anywhere}
            a{color:LinkText;overflow-wrap:anywhere}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.25rem;margin:1.5rem 0}
            dt{opacity:.7}dd{margin:0;overflow-wrap:anywhere}
            pre{padding:1rem;overflow-x:auto;border-radius:.5rem;background:color-mix(in srgb,CanvasText 8%,Canvas)}
            .go{display:inline-block;padding:.6rem 1.1rem;border-radius:.5rem;text-decoration:none;\
            color:Canvas;background:CanvasText}
            .qr{width:11rem;height:11rem;border-radius:.5rem;background:#fff}
            .note{opacity:.7}
            label{display:block;margin:1rem 0 .3rem}
            input,select,textarea{box-sizing:border-box;width:100%;padding:.5rem;font:inherit;border-radius:.5rem;\
            border:1px solid color-mix(in srgb,CanvasText 45%,Canvas);color:CanvasText;background:Canvas}
            button{font:inherit;border:0;cursor:pointer}
            """;

    /** Allows only the style of this class, by its hash, and images of this site (the QR code). */
    public static final String CONTENT_SECURITY_POLICY = "default-src 'none'; img-src 'self'; style-src 'sha256-"
            + hash(STYLE) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The same for a page with a form, which may be sent to this site only. */
    public static final String FORM_SECURITY_POLICY =
            CONTENT_SECURITY_POLICY.replace("form-action 'none'", "form-action 'self'");

    /**
     * The same for a page whose form is answered with a redirect to another site: Chromium holds {@code form-action}
     * against the redirect, too.
     */
    public static final String REDIRECTED_FORM_SECURITY_POLICY =
            CONTENT_SECURITY_POLICY.replace(" form-action 'none';", "");

    private HtmlPage() {}

    /**
     * A complete page.
     *
     * @param title text; escaped here
     * @param body markup; not escaped
     */
    public static String page(String title, String body) {
        return page(title, "", body);
    }

    /** The same, with members of the head, each on a line; markup, not escaped. */
    public static String page(String title, String meta, String body) {
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"robots\" content=\"noindex\">\n" + meta + "<title>" + escape(title)
                + "</title>\n<style>" + STYLE
                + "</style>\n</head>\n<body>\n" + body + "\n</body>\n</html>\n";
    }

    /**
     * A complete page about an error.
     *
     * @param title text; escaped here, as the sentence
     */
    public static String error(String title, String sentence) {
        return page(title, "<h1>" + escape(title) + "</h1>\n<p>" + escape(sentence) + "</p>");
    }

    /** Whether a caller takes a page, by its header Accept. Programs do not name HTML. */
    public static boolean isAccepted(@Nullable String accept) {
        return accept != null && accept.contains("text/html");
    }

    /** Escapes text for use in an element, or in an attribute with double or single quotes. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String hash(String text) {
        return Base64.getEncoder().encodeToString(Sha256.of(text));
    }
}
