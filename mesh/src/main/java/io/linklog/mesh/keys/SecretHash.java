package io.linklog.mesh.keys;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The SHA-256 of a key's secret, and until when that secret works. Immutable. */
public final class SecretHash {

    private static final int BYTES = 32;

    private final byte[] sha256;
    private final Optional<Instant> until;

    /**
     * @param sha256 32 bytes
     * @param until when the secret stops to work; empty for never
     */
    public SecretHash(byte[] sha256, Optional<Instant> until) {
        if (sha256.length != BYTES) {
            throw new IllegalArgumentException("a hash has " + BYTES + " bytes");
        }
        this.sha256 = sha256.clone();
        this.until = until;
    }

    /** The hash of a secret that works without an end. */
    public static SecretHash of(KeyText text) {
        return new SecretHash(text.hash(), Optional.empty());
    }

    /** @param hex 64 hexadecimal digits */
    static SecretHash parse(String hex, Optional<Instant> until) {
        return new SecretHash(HexFormat.of().parseHex(hex), until);
    }

    String hex() {
        return HexFormat.of().formatHex(sha256);
    }

    /** When the secret stops to work; empty for never. */
    public Optional<Instant> until() {
        return until;
    }

    SecretHash until(Instant end) {
        return new SecretHash(sha256, Optional.of(end));
    }

    boolean worksAt(Instant now) {
        return until.isEmpty() || now.isBefore(until.get());
    }

    /** Compares in a time that does not depend on the bytes. */
    boolean equalsHash(byte[] other) {
        return MessageDigest.isEqual(sha256, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretHash hash && equalsHash(hash.sha256) && until.equals(hash.until);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(sha256) + until.hashCode();
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "SecretHash[until=" + until.map(Instant::toString).orElse("never") + "]";
    }
}
