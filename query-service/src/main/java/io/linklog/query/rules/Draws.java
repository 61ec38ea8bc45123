package io.linklog.query.rules;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Draws a number for a visitor without a cookie: an HMAC-SHA-256 of link, address and User-Agent. With a secret key
 * nobody can compute which address gets which target. Thread-safe.
 */
final class Draws {

    private static final String ALGORITHM = "HmacSHA256";

    private final Supplier<byte[]> key;
    // a Mac is not thread-safe, and creating one costs as much as using it
    private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(Draws::mac);

    /** @param key is the same at all instances and at each start */
    Draws(Supplier<byte[]> key) {
        this.key = key;
    }

    long draw(String link, byte[] address, String userAgent) {
        Mac mac = macs.get();
        try {
            mac.init(new SecretKeySpec(key.get(), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("An HMAC takes a key of any length", e);
        }
        // each part with its length: no two visitors have the same bytes
        mac.update((byte) link.length());
        mac.update(link.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) address.length);
        mac.update(address);
        mac.update(userAgent.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(mac.doFinal()).getLong();
    }

    private static Mac mac() {
        try {
            return Mac.getInstance(ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }
}
