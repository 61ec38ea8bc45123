package io.linklog.webhooks.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * The answer of an endpoint.
 *
 * @param begin the first characters of the body
 */
public record EndpointAnswer(int status, Optional<String> retryAfter, String begin) {

    private static final int SHOWN = 200;

    static EndpointAnswer of(int status, Optional<String> retryAfter, byte[] body) {
        return new EndpointAnswer(status, retryAfter, new String(body, UTF_8));
    }

    /** Status and body on one line, for people. */
    public String summary() {
        StringBuilder line = new StringBuilder().append(status);
        String text = begin.strip();
        if (!text.isEmpty()) {
            line.append(": ");
            text.chars().limit(SHOWN).forEach(c -> line.append(Character.isISOControl(c) ? ' ' : (char) c));
            line.append(text.length() > SHOWN ? "…" : "");
        }
        return line.toString();
    }
}
