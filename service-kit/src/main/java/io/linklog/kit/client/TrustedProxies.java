package io.linklog.kit.client;

import io.javalin.http.Context;
import io.linklog.kit.settings.Env;
import io.linklog.schemas.encoding.AddressText;
import java.net.InetSocketAddress;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The proxies whose {@code X-Forwarded-For} is believed. The header is read from its end, where the nearest proxy
 * wrote. Each address counts as long as the proxy that wrote it is trusted; the first address that is not a trusted
 * proxy is the client. Forged addresses stand before it and are never read. Thread-safe.
 */
public final class TrustedProxies {

    private static final byte[] NO_ADDRESS = {};

    private final Networks networks;

    /** @param networks addresses of the edge, and of proxies in front of it */
    public TrustedProxies(Networks networks) {
        this.networks = networks;
    }

    /** Reads the setting of a service. {@link Env#check()} reports mistakes. */
    public static TrustedProxies from(Env env) {
        return new TrustedProxies(networks(env, "127.0.0.0/8,::1"));
    }

    /**
     * Reads the setting of an edge, which by default believes nobody: its callers may be on its machine.
     * {@link Env#check()} reports mistakes.
     */
    public static Networks beforeEdge(Env env) {
        return networks(env, "none");
    }

    private static Networks networks(Env env, String usual) {
        return env.read(
                "LINKLOG_TRUSTED_PROXIES",
                usual,
                "addresses and networks whose X-Forwarded-For is believed: those of the edge and of proxies in front of"
                        + " it; the same for the edge and the services; none for no proxy",
                Networks::parse);
    }

    /** The address of the client of a call. */
    public byte[] client(Context ctx) {
        return client(ServletContextRequest.getServletContextRequest(ctx.req()));
    }

    /** The client's address, 4 or 16 bytes; empty if the connection has none. */
    public byte[] client(Request request) {
        String forwardedFor = null;
        for (HttpField field : request.getHeaders()) {
            if (field.getHeader() == HttpHeader.X_FORWARDED_FOR) {
                forwardedFor = joined(forwardedFor, field);
            }
        }
        return client(request, forwardedFor);
    }

    /** The same for who has read the header fields already; see {@link #joined}. */
    public byte[] client(Request request, @Nullable String forwardedFor) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
                        && peer.getAddress() != null
                ? client(peer.getAddress().getAddress(), forwardedFor)
                : NO_ADDRESS;
    }

    /** Adds a field {@code X-Forwarded-For} to those before it: several form one list. */
    public static @Nullable String joined(@Nullable String before, HttpField field) {
        return before == null ? field.getValue() : before + ',' + field.getValue();
    }

    /**
     * The client's address.
     *
     * @param peer the address of the connection
     * @param forwardedFor the header's value; null for none
     */
    byte[] client(byte[] peer, @Nullable String forwardedFor) {
        byte[] nearest = peer;
        if (forwardedFor == null) {
            return nearest;
        }
        int end = forwardedFor.length();
        while (end > 0 && networks.contains(nearest)) {
            int begin = forwardedFor.lastIndexOf(',', end - 1) + 1;
            byte[] next = address(forwardedFor.substring(begin, end).strip());
            if (next == null) {
                break;
            }
            nearest = next;
            end = begin - 1;
        }
        return nearest;
    }

    /** Some proxies add the port: {@code 192.0.2.7:1234}, {@code [2001:db8::1]:1234}. */
    private static byte @Nullable [] address(String text) {
        int end = text.length();
        int colon = text.lastIndexOf(':');
        if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            boolean closed = bracket == end - 1 || (bracket >= 0 && bracket + 1 == colon && isPort(text, colon));
            return closed ? AddressText.parse(text.substring(1, bracket)) : null;
        }
        // with two colons it is an IPv6 address without a port
        boolean port = colon > 0 && text.indexOf(':') == colon && isPort(text, colon);
        return AddressText.parse(port ? text.substring(0, colon) : text);
    }

    private static boolean isPort(String text, int colon) {
        int digits = text.length() - colon - 1;
        return digits >= 1 && digits <= 5 && text.chars().skip(colon + 1L).allMatch(c -> c >= '0' && c <= '9');
    }
}
