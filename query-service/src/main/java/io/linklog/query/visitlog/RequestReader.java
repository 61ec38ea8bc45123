package io.linklog.query.visitlog;

import io.linklog.kit.client.TrustedProxies;
import io.linklog.kit.tracing.TraceParent;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.encoding.Sha256;
import io.linklog.visits.Bots;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Extracts from a request what may be kept of a visit. It runs before every redirect: one pass over the header fields,
 * no regular expression, no look-up. Thread-safe.
 */
final class RequestReader {

    private static final byte[] NO_ADDRESS = {};

    private final VisitLogSettings settings;
    private final Supplier<byte[]> salt;
    // a digest is not thread-safe, and creating one costs as much as using it
    private final ThreadLocal<MessageDigest> digests = ThreadLocal.withInitial(Sha256::digest);

    /** @param salt supplies the secret of the day */
    RequestReader(VisitLogSettings settings, Supplier<byte[]> salt) {
        this.settings = settings;
        this.salt = salt;
    }

    RequestFacts read(
            Request request, String code, String tenant, VisitKind kind, int rule, long atMillis, SpanContext trace) {
        String userAgent = "";
        String referrer = "";
        String forwardedFor = null;
        boolean prefetch = false;
        boolean isPrivate = false;
        for (HttpField field : request.getHeaders()) {
            HttpHeader header = field.getHeader();
            if (header == HttpHeader.USER_AGENT) {
                userAgent = orEmpty(field.getValue());
            } else if (header == HttpHeader.REFERER) {
                referrer = host(orEmpty(field.getValue()));
            } else if (header == HttpHeader.X_FORWARDED_FOR) {
                forwardedFor = TrustedProxies.joined(forwardedFor, field);
            } else if (header == null) {
                String name = field.getName();
                prefetch |= isPurpose(name) && isPrefetch(orEmpty(field.getValue()));
                isPrivate |= isPrivacy(name) && "1".equals(field.getValue());
            }
        }
        boolean minimal = isPrivate && settings.respectPrivacy();
        // the name of a program is nobody's, and without it a program would count as a person
        boolean hidden = minimal && Bots.reason(userAgent) == null;
        byte[] address = minimal ? NO_ADDRESS : settings.proxies().client(request, forwardedFor);
        return new RequestFacts(
                atMillis,
                kind,
                rule,
                HttpMethod.HEAD.is(request.getMethod()),
                prefetch,
                hidden,
                code,
                tenant,
                settings.address().keep(address),
                address.length == 0 ? null : visitor(address, userAgent),
                hidden ? "" : userAgent,
                minimal ? "" : referrer,
                trace.isSampled() ? TraceParent.of(trace) : "");
    }

    private long visitor(byte[] address, String userAgent) {
        MessageDigest digest = digests.get();
        digest.update(salt.get());
        digest.update(address);
        digest.update(userAgent.getBytes(StandardCharsets.ISO_8859_1));
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    static boolean isPrefetch(Request request) {
        for (HttpField field : request.getHeaders()) {
            if (field.getHeader() == null && isPurpose(field.getName()) && isPrefetch(orEmpty(field.getValue()))) {
                return true;
            }
        }
        return false;
    }

    // headers of Chrome, Firefox, Safari and of programs that make previews
    private static boolean isPurpose(String name) {
        return name.equalsIgnoreCase("Sec-Purpose")
                || name.equalsIgnoreCase("Purpose")
                || name.equalsIgnoreCase("X-Purpose")
                || name.equalsIgnoreCase("X-Moz");
    }

    private static boolean isPrefetch(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.contains("prefetch") || lower.contains("preview") || lower.contains("prerender");
    }

    private static boolean isPrivacy(String name) {
        return name.equalsIgnoreCase("DNT") || name.equalsIgnoreCase("Sec-GPC");
    }

    /** The host of a URL, in lower case, an IPv6 address in brackets; empty when it has none. */
    static String host(String address) {
        int begin = address.indexOf("://");
        if (begin < 0) {
            return "";
        }
        begin += 3;
        int end = begin;
        while (end < address.length() && "/?#\\".indexOf(address.charAt(end)) < 0) {
            end++;
        }
        begin = Math.max(begin, address.lastIndexOf('@', end) + 1);
        int port = begin;
        if (address.startsWith("[", begin)) { // colons are a part of an IPv6 address
            port = address.indexOf(']', begin);
            if (port < 0 || port >= end) {
                return "";
            }
        }
        int colon = address.indexOf(':', port);
        String host = address.substring(begin, colon >= 0 && colon < end ? colon : end);
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return "";
            }
        }
        return host.toLowerCase(Locale.ROOT);
    }

    static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
