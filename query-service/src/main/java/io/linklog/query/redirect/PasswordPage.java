package io.linklog.query.redirect;

import io.linklog.query.http.HtmlPage;
import io.linklog.schemas.rules.PasswordRules;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The form in place of the redirect of a link with a password. It works without a script, and shows nothing of the
 * link.
 */
final class PasswordPage {

    private static final HttpFields FIELDS = HttpFields.build()
            .add(new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, HtmlPage.MEDIA_TYPE))
            .add(new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "private, no-store"))
            .add(new HttpField("X-Robots-Tag", "noindex"))
            .add(new HttpField("Referrer-Policy", "no-referrer"))
            .add(new HttpField("Content-Security-Policy", HtmlPage.REDIRECTED_FORM_SECURITY_POLICY))
            .asImmutable();

    private static final byte[] FORM = page("");
    private static final byte[] AGAIN = page("<p role=\"alert\">That is not the password. Try again.</p>\n");

    private PasswordPage() {}

    static void ask(Response response, Callback callback) {
        write(200, FORM, response, callback);
    }

    static void askAgain(Response response, Callback callback) {
        write(403, AGAIN, response, callback);
    }

    private static void write(int status, byte[] page, Response response, Callback callback) {
        response.setStatus(status);
        response.getHeaders().add(FIELDS).put(HttpHeader.CONTENT_LENGTH, page.length);
        response.write(true, ByteBuffer.wrap(page), callback);
    }

    /** The form is sent to the page's own address, whose query the target may get. */
    private static byte[] page(String alert) {
        return HtmlPage.page(
                        "This link has a password",
                        "<h1>This link has a password</h1>\n" + alert
                                + "<form method=\"post\">\n<label for=\"password\">Password</label>\n"
                                + "<input id=\"password\" name=\"password\" type=\"password\" required autofocus"
                                + " autocomplete=\"off\" maxlength=\"" + PasswordRules.LONGEST + "\">\n"
                                + "<p><button class=\"go\">Open the link</button></p>\n</form>")
                .getBytes(StandardCharsets.UTF_8);
    }
}
