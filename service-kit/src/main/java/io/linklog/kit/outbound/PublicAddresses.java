package io.linklog.kit.outbound;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses belong to the public internet. The blocks are those of IANA's registries of special-purpose addresses
 * (RFC 6890), and addresses at which clouds answer their own machines.
 */
final class PublicAddresses {

    private static final List<AddressNet> CLOSED_V4 = List.of(
            AddressNet.of("0.0.0.0/8", "this network"),
            AddressNet.of("10.0.0.0/8", "private"),
            AddressNet.of("100.64.0.0/10", "shared by a provider"),
            AddressNet.of("127.0.0.0/8", "loopback"),
            // a part of link-local, where most clouds have the metadata of a machine
            AddressNet.of("169.254.0.0/16", "link-local"),
            AddressNet.of("172.16.0.0/12", "private"),
            AddressNet.of("192.0.0.0/24", "reserved"),
            AddressNet.of("192.0.2.0/24", "documentation"),
            AddressNet.of("192.88.99.0/24", "6to4"),
            AddressNet.of("192.168.0.0/16", "private"),
            AddressNet.of("198.18.0.0/15", "benchmarks"),
            AddressNet.of("198.51.100.0/24", "documentation"),
            AddressNet.of("203.0.113.0/24", "documentation"),
            AddressNet.of("224.0.0.0/4", "multicast"),
            AddressNet.of("240.0.0.0/4", "reserved"),
            AddressNet.of("168.63.129.16/32", "metadata of a cloud"));

    /** All public addresses of IPv6. So what is outside needs no list: ::1, fc00::/7, fe80::/10, 64:ff9b::/96, … */
    private static final AddressNet OPEN_V6 = AddressNet.of("2000::/3", "public");

    private static final List<AddressNet> CLOSED_V6 = List.of(
            // Teredo (2001::/32), benchmarks (2001:2::/48), ORCHID
            AddressNet.of("2001::/23", "reserved"),
            AddressNet.of("2001:db8::/32", "documentation"),
            AddressNet.of("2002::/16", "6to4"),
            AddressNet.of("3fff::/20", "documentation"));

    private PublicAddresses() {}

    /**
     * Why an address is not public; empty if it is.
     *
     * @param address one that maps to IPv4 is judged as such, because the JDK connects to that
     */
    static Optional<String> refusal(InetAddress address) {
        byte[] bytes = address.getAddress();
        List<AddressNet> closed = bytes.length == 4 ? CLOSED_V4 : CLOSED_V6;
        if (bytes.length != 4 && !OPEN_V6.contains(bytes)) {
            return Optional.of("not public");
        }
        return closed.stream().filter(net -> net.contains(bytes)).findFirst().map(AddressNet::name);
    }
}
