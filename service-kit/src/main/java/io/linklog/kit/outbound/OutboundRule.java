package io.linklog.kit.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;

/** Which URLs and addresses may be called for strangers. Implementations are pure and thread-safe. */
public interface OutboundRule {

    /** Public addresses only, at the ports 80 and 443. */
    OutboundRule PUBLIC = new PublicOnly();

    /** Why a URL may not be called, as a sentence that says what to do; empty if its host decides. Asks no server. */
    Optional<String> refusal(URI url);

    /** Why an address may not be called, in a few words; empty if it may. */
    Optional<String> refusal(InetAddress address);
}
