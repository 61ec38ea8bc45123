package io.linklog.webhooks.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * What an endpoint said.
 *
 * @param begin of the body, as text, cut
 */
public record EndpointAnswer(int status, Optional<String> retryAfter, String begin) {

    private static final int SHOWN = 200;

    static EndpointAnswer of(int status, Optional<String> retryAfter, byte[] body) {
        return new EndpointAnswer(status, retryAfter, new String(body, UTF_8));
    }

    /** For people, on one line. */
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
