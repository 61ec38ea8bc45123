package io.linklog.cli;

import java.net.URI;

/** Addresses that people type. */
public final class HttpAddress {
    private HttpAddress() {}

    /**
     * An absolute http or https address, without trailing slashes.
     *
     * @param option the option it was given with, for the message
     * @throws Failure when it is none
     */
    public static URI parse(String option, String text) {
        try {
            URI address = URI.create(text.strip().replaceAll("/+$", ""));
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (IllegalArgumentException notOne) {
            // the sentence below says what it should be
        }
        throw new Failure(2, option + " needs an address like http://localhost:8080, not \"" + text + "\".", null);
    }

    /** That of a port of a host, which may be a numeric one of IPv6. */
    public static URI of(String host, int port) {
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
}
