package io.linklog.stack.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sends one small HTTP request with a deadline of a few seconds. Uses HttpURLConnection, which loads fastest: the
 * launcher lives for about a second.
 */
public final class HttpProbe {
    private static final int TIMEOUT_MILLIS = 2_000;

    private HttpProbe() {}

    /** @param body empty if the answer had none */
    public record Answer(int status, String body) {}

    public static Answer get(String url) throws IOException {
        return send("GET", url, null, "");
    }

    public static Answer put(String url, String mediaType, String body) throws IOException {
        return send("PUT", url, mediaType, body);
    }

    public static Answer post(String url, String mediaType, String body) throws IOException {
        return send("POST", url, mediaType, body);
    }

    private static Answer send(String method, String url, @Nullable String mediaType, String body) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection(java.net.Proxy.NO_PROXY);
        try {
            connection.setRequestMethod(method);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            if (mediaType != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", mediaType);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body.getBytes(StandardCharsets.UTF_8));
                }
            }
            int status = connection.getResponseCode();
            @Nullable InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
            return new Answer(status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } finally {
            connection.disconnect();
        }
    }
}
