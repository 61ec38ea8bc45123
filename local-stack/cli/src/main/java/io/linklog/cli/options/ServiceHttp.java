package io.linklog.cli.options;

import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** How commands call Linklog's API. */
public final class ServiceHttp {

    private ServiceHttp() {}

    /** A client for many calls. It follows no redirects. */
    public static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** Whether the same request may succeed later. */
    public static boolean isTemporary(int status) {
        return status >= 500 || status == 408 || status == 425 || status == 429;
    }

    /** A value of a query, or a segment of a path. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * The path of a link, with its query.
     *
     * @param domain empty for the default domain
     * @param action begins with a slash; empty for the link itself
     */
    public static String pathOf(String code, String domain, String action) {
        String query = domain.isEmpty() ? "" : "?domain=" + encode(domain);
        return "/api/v1/links/" + encode(code) + action + query;
    }
}
