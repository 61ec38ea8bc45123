package io.linklog.kit.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a host once and checks what it got. The client connects to these very addresses, so a name that changes
 * between check and connection (DNS rebinding) gains nothing. The client asks it for literals, too. Thread-safe.
 *
 * <p>One refused address refuses the host. A public service has no private address, and choosing among them would make
 * the verdict depend on which ones a server happens to answer.
 */
final class CheckedDns implements DnsResolver {

    /** A host may have hundreds of addresses; each is tried for as long as a connection may take. */
    private static final int TRIED = 4;

    /** The only kind of exception that the client expects from its resolver. */
    static final class Refusal extends UnknownHostException {
        private static final long serialVersionUID = 1;

        Refusal(String sentence) {
            super(sentence);
        }

        RefusedAddressException toRefusedAddress() {
            return new RefusedAddressException(String.valueOf(getMessage()));
        }
    }

    private final HostResolver hosts;
    private final OutboundRule rule;

    CheckedDns(HostResolver hosts, OutboundRule rule) {
        this.hosts = hosts;
        this.rule = rule;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = hosts.resolve(host);
        for (InetAddress address : found) {
            Optional<String> refusal = rule.refusal(address);
            if (refusal.isPresent()) {
                // without the address: it would tell a stranger what a name means inside
                throw new Refusal("The host " + host + " leads to an address that may not be called (" + refusal.get()
                        + "): use a public one");
            }
        }
        return found.length <= TRIED ? found : Arrays.copyOf(found, TRIED);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
