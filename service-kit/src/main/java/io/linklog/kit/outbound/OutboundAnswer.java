package io.linklog.kit.outbound;

import java.util.Optional;

/**
 * An answer to a call.
 *
 * @param retryAfter the value of the header {@code Retry-After}
 * @param location the value of the header {@code Location}. No redirect is followed: whoever follows one makes a new
 *     call, and the new URL and its addresses are checked like the first
 * @param body its first bytes
 * @param isWhole whether that is all of it
 */
public record OutboundAnswer(
        int status, Optional<String> retryAfter, Optional<String> location, byte[] body, boolean isWhole) {}
