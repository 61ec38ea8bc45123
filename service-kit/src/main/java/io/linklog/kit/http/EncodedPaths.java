package io.linklog.kit.http;

import io.linklog.schemas.encoding.PercentEncoding;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Percent-encodes characters of a path that a browser would have encoded: those that are not ASCII, and a few others
 * such as {@code |}. Programs, messengers and people who type a path send them as they are. Handlers see the encoded
 * path only. Bytes that are not UTF-8 become U+FFFD. Jetty's parser refuses control characters.
 */
final class EncodedPaths implements HttpConfiguration.Customizer {

    /** The ASCII characters that Jetty's {@link Violation#ILLEGAL_PATH_CHARACTERS} covers. */
    private static final String ENCODED_ASCII = "\"<>[\\]^`{|}";

    private EncodedPaths() {}

    static void addTo(HttpConfiguration http) {
        http.setUriCompliance(http.getUriCompliance().with("ENCODED_PATHS", Violation.ILLEGAL_PATH_CHARACTERS));
        http.addCustomizer(new EncodedPaths());
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        HttpURI uri = request.getHttpURI();
        return uri.hasViolation(Violation.ILLEGAL_PATH_CHARACTERS) && uri.getPath() != null
                ? Request.serveAs(
                        request, HttpURI.build(uri).path(encode(uri.getPath())).asImmutable())
                : request;
    }

    static String encode(String path) {
        return PercentEncoding.encode(path, c -> ENCODED_ASCII.indexOf(c) < 0);
    }
}
