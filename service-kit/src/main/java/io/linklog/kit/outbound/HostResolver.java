package io.linklog.kit.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host. Thread-safe; may block. */
@FunctionalInterface
public interface HostResolver {

    /** The resolver of the JDK. */
    HostResolver SYSTEM = InetAddress::getAllByName;

    /**
     * The addresses of a name or of a literal in any spelling.
     *
     * @throws UnknownHostException if there is none
     */
    InetAddress[] resolve(String host) throws UnknownHostException;
}
