package io.linklog.kit.outbound;

import java.util.Map;
import java.util.Optional;

/**
 * An answer to a call.
 *
 * @param headers by their names in lower case; of a header that is there twice, the first
 * @param body its first bytes
 * @param isWhole whether that is all of it, or all up to the end of the part
 */
public record OutboundAnswer(int status, Map<String, String> headers, byte[] body, boolean isWhole) {

    /** The value of the header {@code Retry-After}. */
    public Optional<String> retryAfter() {
        return header("retry-after");
    }

    /**
     * The value of the header {@code Location}. No redirect is followed: whoever follows one makes a new call, and the
     * new URL and its addresses are checked like the first.
     */
    public Optional<String> location() {
        return header("location");
    }

    /** @param name in lower case */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
