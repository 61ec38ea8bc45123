package io.linklog.topology.decision;

import io.linklog.schemas.LinkAttributes;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the URL index knows about a link without asking its owner: enough to tell most links that are no hit of a create
 * with findIfExists. Texts are kept as hashes, so a match is only likely; the owner of the code confirms it.
 *
 * @param opensAtMs milliseconds since 1970; {@link Long#MIN_VALUE} for a link without validSince
 * @param endsAtMs milliseconds since 1970; {@link Long#MAX_VALUE} for a link without validUntil
 * @param titleHash null for a link without a title
 * @param tagsHash does not depend on the order of the tags
 */
public record LinkDigest(
        long opensAtMs,
        long endsAtMs,
        @Nullable Integer titleHash,
        int tagsHash,
        int redirectStatus,
        boolean forwardQuery,
        boolean crawlable) {

    private static final String NONE = "-";
    private static final int RADIX = 36;
    private static final int PARTS = 7;

    /**
     * Whether a link with these attributes can be a hit: its visits are not limited, no rules lead elsewhere, it has no
     * password.
     */
    static boolean canBeHit(LinkAttributes attributes) {
        return attributes.getMaxVisits() == null
                && attributes.getRedirectRules().isEmpty()
                && attributes.getPasswordHash() == null;
    }

    /** The digest of a link that can be a hit. */
    static LinkDigest of(LinkAttributes attributes) {
        String title = attributes.getTitle();
        return new LinkDigest(
                millis(attributes.getValidSince(), Long.MIN_VALUE),
                millis(attributes.getValidUntil(), Long.MAX_VALUE),
                title == null ? null : title.hashCode(),
                // both hashes are specified by their interfaces: every JDK computes the same
                new HashSet<>(attributes.getTags()).hashCode(),
                attributes.getRedirectStatus(),
                attributes.getForwardQuery(),
                attributes.getCrawlable());
    }

    /** Whether the link may be a hit; false only if it is none. As {@code Attributes.isHit}, by hashes. */
    boolean mayBeHit(LinkDigest wanted, long timeMs) {
        return opensAtMs <= timeMs
                && timeMs < endsAtMs
                && (wanted.opensAtMs == Long.MIN_VALUE || wanted.opensAtMs == opensAtMs)
                && (wanted.endsAtMs == Long.MAX_VALUE || wanted.endsAtMs == endsAtMs)
                && (wanted.titleHash == null || wanted.titleHash.equals(titleHash))
                && (wanted.tagsHash == 0 || wanted.tagsHash == tagsHash)
                && (wanted.redirectStatus == 302 || wanted.redirectStatus == redirectStatus)
                && (wanted.forwardQuery || !forwardQuery)
                && (!wanted.crawlable || crawlable);
    }

    /** Seven words. */
    String toText() {
        return String.join(
                " ",
                opensAtMs == Long.MIN_VALUE ? NONE : Long.toString(opensAtMs, RADIX),
                endsAtMs == Long.MAX_VALUE ? NONE : Long.toString(endsAtMs, RADIX),
                titleHash == null ? NONE : Integer.toString(titleHash, RADIX),
                Integer.toString(tagsHash, RADIX),
                Integer.toString(redirectStatus),
                forwardQuery ? "q" : NONE,
                crawlable ? "c" : NONE);
    }

    /** Reads what {@link #toText} wrote; empty for any other text. */
    static Optional<LinkDigest> parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LinkDigest(
                    parts[0].equals(NONE) ? Long.MIN_VALUE : Long.parseLong(parts[0], RADIX),
                    parts[1].equals(NONE) ? Long.MAX_VALUE : Long.parseLong(parts[1], RADIX),
                    parts[2].equals(NONE) ? null : Integer.valueOf(parts[2], RADIX),
                    Integer.parseInt(parts[3], RADIX),
                    Integer.parseInt(parts[4]),
                    parts[5].equals("q"),
                    parts[6].equals("c")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long millis(@Nullable Instant instant, long otherwise) {
        return instant == null ? otherwise : instant.toEpochMilli();
    }
}
