package io.linklog.mesh.route;

import java.util.regex.Pattern;

/**
 * How one request chooses its version for itself, whatever the weight: by a header, else by a cookie. Any value but the two
 * chooses nothing.
 *
 * @param header name of the header, which goes before the cookie
 * @param cookie name of the cookie
 * @param always value that asks for the canary
 * @param never value that asks for the stable version
 */
public record Choice(String header, String cookie, String always, String never) {

    // a part of what HTTP allows, so that it can stand in any proxy's configuration without quotes
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** {@code X-Canary: always}, or the cookie {@code linklog-canary=never}. */
    public static final Choice USUAL = new Choice("X-Canary", "linklog-canary", "always", "never");

    /** @throws IllegalArgumentException for what cannot be a header's or a cookie's name or value */
    public Choice {
        token("header", header);
        token("cookie", cookie);
        token("always", always);
        token("never", never);
        if (always.equals(never)) {
            throw new IllegalArgumentException("'always' and 'never' are both " + always);
        }
    }

    private static void token(String field, String text) {
        if (!TOKEN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + field + "' is '" + text + "', not 1 to 64 letters, digits and . _ -");
        }
    }
}
