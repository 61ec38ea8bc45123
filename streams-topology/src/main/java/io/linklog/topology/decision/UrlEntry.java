package io.linklog.topology.decision;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the URL index: a link that may point to the URL.
 *
 * @param code of the link, on the domain that the URL's key has
 * @param digest null for an entry that was written before digests: any link
 */
public record UrlEntry(String code, @Nullable LinkDigest digest) {

    private static final byte[] WITHOUT_DIGEST = {1};

    /** The value that the store keeps; the code is part of its key. */
    public byte[] toBytes() {
        return digest == null ? WITHOUT_DIGEST : digest.toText().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what {@link #toBytes} made. */
    public static UrlEntry parse(String code, byte[] value) {
        return new UrlEntry(
                code,
                LinkDigest.parse(new String(value, StandardCharsets.UTF_8)).orElse(null));
    }

    boolean mayBeHit(LinkDigest wanted, long timeMs) {
        return digest == null || digest.mayBeHit(wanted, timeMs);
    }

    /** Whether the link's validity ended before a time; false if that is not known. */
    boolean endedBefore(long timeMs) {
        return digest != null && digest.endsAtMs() < timeMs;
    }
}
