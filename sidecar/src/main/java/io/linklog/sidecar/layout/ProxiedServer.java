package io.linklog.sidecar.layout;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A server as it should be.
 *
 * @param name the instance's id
 * @param address an IP address: HAProxy does not resolve names of servers that it is given while it runs
 * @param checkPort of /readyz; 0 for an instance that has none and is believed
 * @param weight 0 to {@link #LARGEST_WEIGHT}
 * @param hashId its place in consistent hashing; the same on every HAProxy, so that all send a key to the same instance
 */
public record ProxiedServer(String name, String address, int port, int checkPort, int weight, int hashId) {

    public static final int LARGEST_WEIGHT = 256;

    /** What follows the server's name, in the file and at the Runtime API alike. */
    public String definition(Pool pool) {
        String endpoint = address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
        String tls = pool.credentials()
                .map(mine -> " ssl ssl-min-ver TLSv1.3 verify required ca-file " + mine.authority() + " crt "
                        + mine.certificate() + " sni str(" + pool.service() + ") verifyhost " + pool.service()
                        // also the checks: a wrong certificate is found before a request is
                        + " check-ssl check-sni " + pool.service())
                .orElse("");
        String check = checkPort == 0 ? "" : " check port " + checkPort + " " + Pool.CHECKS;
        return endpoint + " id " + hashId + " weight " + weight + " " + Pool.SLOW_START + " " + Pool.CONNECTIONS + tls
                + check;
    }

    /** Servers as they stand in a backend of the file. */
    static String lines(Pool pool, List<ProxiedServer> servers) {
        return servers.stream()
                .map(server -> "    server " + server.name() + " " + server.definition(pool) + "\n")
                .collect(Collectors.joining());
    }
}
