package io.linklog.topology.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that the owner of a link sets.
 *
 * @param validSince to the millisecond; null for no limit
 * @param validUntil to the millisecond; null for no limit
 * @param maxVisits null for no limit
 */
public record Attributes(
        String longUrl,
        @Nullable String title,
        List<String> tags,
        @Nullable Instant validSince,
        @Nullable Instant validUntil,
        @Nullable Long maxVisits,
        int redirectStatus,
        boolean forwardQuery,
        boolean crawlable) {

    public Attributes {
        tags = List.copyOf(tags);
    }
}
