package io.linklog.sidecar.layout;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A server that HAProxy should have.
 *
 * @param name the instance's id
 * @param address an IP address: HAProxy does not resolve the names of servers that it gets at runtime
 * @param checkPort port of /readyz; 0 for an instance without one, which is never checked
 * @param weight 0 to {@link #LARGEST_WEIGHT}
 * @param hashId its position in consistent hashing, the same on every HAProxy
 */
public record ProxiedServer(String name, String address, int port, int checkPort, int weight, int hashId) {

    public static final int LARGEST_WEIGHT = 256;

    /** The text after the server's name, both in the file and at the Runtime API. */
    public String definition(Pool pool) {
        String endpoint = address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
        String tls = pool.credentials()
                .map(mine -> " ssl ssl-min-ver TLSv1.3 verify required ca-file " + mine.authority() + " crt "
                        + mine.certificate() + " sni str(" + pool.service() + ") verifyhost " + pool.service()
                        // checks verify the certificate too: a wrong one is found before the first request
                        + " check-ssl check-sni " + pool.service())
                .orElse("");
        String check = checkPort == 0 ? "" : " check port " + checkPort + " " + Pool.CHECKS;
        return endpoint + " id " + hashId + " weight " + weight + " " + Pool.SLOW_START + " " + Pool.CONNECTIONS + tls
                + check;
    }

    /** The lines of the servers in a backend of the file. */
    static String lines(Pool pool, List<ProxiedServer> servers) {
        return servers.stream()
                .map(server -> "    server " + server.name() + " " + server.definition(pool) + "\n")
                .collect(Collectors.joining());
    }
}
