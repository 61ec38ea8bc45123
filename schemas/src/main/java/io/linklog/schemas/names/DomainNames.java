package io.linklog.schemas.names;

import io.linklog.schemas.targets.TargetHost;
import java.net.IDN;
import java.util.Optional;

/** How people write a domain, and how it must be written: {@link LinkName#isDomain} says only whether it is right. */
public final class DomainNames {

    private static final String A_LABEL = "xn--";

    private DomainNames() {}

    /**
     * The mistake in a domain, as the end of a sentence; empty for a valid one. A name in another script is refused
     * with its ASCII form: two letters may look alike, and only that form shows whose domain it is.
     */
    public static Optional<String> mistake(String typed) {
        if (!LinkName.isDomain(typed)) {
            return Optional.of("must be a name like go.example.org: in lower case and ASCII, without a port and a final"
                    + " dot, and not an address" + hint(typed));
        }
        for (String label : typed.split("\\.")) {
            if (label.startsWith(A_LABEL) && IDN.toUnicode(label).equals(label)) {
                return Optional.of("has the label " + label + ", which stands for no name in another script");
            }
        }
        return Optional.empty();
    }

    private static String hint(String typed) {
        String name = TargetHost.canonical(typed.strip());
        return LinkName.isDomain(name) ? ". Write " + name : "";
    }
}
