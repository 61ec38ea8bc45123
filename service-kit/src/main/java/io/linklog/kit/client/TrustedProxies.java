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

    /** Reads the setting. {@link Env#check()} reports mistakes. */
    public static TrustedProxies from(Env env) {
        return new TrustedProxies(env.read(
                "LINKLOG_TRUSTED_PROXIES",
                "127.0.0.0/8,::1",
                "addresses and networks whose X-Forwarded-For is believed: those of the edge; none for no proxy",
                Networks::parse));
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
            byte[] next = AddressText.parse(forwardedFor.substring(begin, end).strip());
            if (next == null) {
                break;
            }
            nearest = next;
            end = begin - 1;
        }
        return nearest;
    }
}
