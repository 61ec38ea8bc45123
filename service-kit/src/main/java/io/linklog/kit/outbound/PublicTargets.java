package io.linklog.kit.outbound;

import io.linklog.schemas.targets.TargetCheck;
import io.linklog.schemas.targets.TargetHost;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Refuses targets with an address that only a private network knows, in any spelling, and names of the visitor's own
 * machine. It asks no server, so other names may stand for such an address. Thread-safe.
 */
public final class PublicTargets implements TargetCheck {

    @Override
    public Optional<String> mistake(TargetHost target) {
        return target.isLoopback() || (target.isAddress() && !isPublic(target.name()))
                ? Optional.of("must have a public host: links to private addresses are not allowed here")
                : Optional.empty();
    }

    private static boolean isPublic(String literal) {
        try {
            // a literal, so this asks no server
            return PublicAddresses.refusal(InetAddress.getByName(literal)).isEmpty();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
