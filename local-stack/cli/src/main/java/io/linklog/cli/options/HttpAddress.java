package io.linklog.cli.options;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** Addresses that people type. */
public final class HttpAddress {
    private HttpAddress() {}

    /**
     * Reads an absolute http or https address; slashes at its end are dropped.
     *
     * @param option the option that has it, for the message
     * @throws Failure when it is not such an address
     */
    public static URI parse(String option, String text) {
        try {
            URI address = URI.create(text.strip().replaceAll("/+$", ""));
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (IllegalArgumentException invalid) {
            // the sentence below says what an address looks like
        }
        throw new Failure(2, option + " needs an address like http://localhost:8080, not \"" + text + "\".", null);
    }

    /** Reads addresses that commas separate; blank ones are dropped. */
    static List<URI> list(String option, String text) {
        return Stream.of(text.split(",", -1))
                .filter(address -> !address.isBlank())
                .map(address -> parse(option, address))
                .toList();
    }

    /** The address of a port. A host may be a numeric IPv6 address. */
    public static URI of(String host, int port) {
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
}
