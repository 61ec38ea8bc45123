package io.linklog.topology.domain;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields that an edit sets; null leaves a field unchanged.
 *
 * @param clear names of the fields to empty, of title, validSince, validUntil, maxVisits, password, description,
 *     imageUrl
 */
public record Changes(
        @Nullable String longUrl,
        @Nullable String title,
        @Nullable List<String> tags,
        @Nullable Instant validSince,
        @Nullable Instant validUntil,
        @Nullable Long maxVisits,
        @Nullable Integer redirectStatus,
        @Nullable Boolean forwardQuery,
        @Nullable Boolean crawlable,
        @Nullable List<RedirectRule> redirectRules,
        @Nullable String passwordHash,
        @Nullable String description,
        @Nullable String imageUrl,
        Set<String> clear) {

    public Changes {
        tags = tags == null ? null : List.copyOf(tags);
        redirectRules = redirectRules == null ? null : List.copyOf(redirectRules);
        clear = Set.copyOf(clear);
    }

    Attributes applyTo(Attributes old) {
        return new Attributes(
                or(longUrl, old.longUrl()),
                orCleared("title", title, old.title()),
                or(tags, old.tags()),
                orCleared("validSince", validSince, old.validSince()),
                orCleared("validUntil", validUntil, old.validUntil()),
                orCleared("maxVisits", maxVisits, old.maxVisits()),
                or(redirectStatus, old.redirectStatus()),
                or(forwardQuery, old.forwardQuery()),
                or(crawlable, old.crawlable()),
                or(redirectRules, old.redirectRules()),
                orCleared("password", passwordHash, old.passwordHash()),
                orCleared("description", description, old.description()),
                orCleared("imageUrl", imageUrl, old.imageUrl()));
    }

    private static <T> T or(@Nullable T wanted, T old) {
        return wanted == null ? old : wanted;
    }

    private <T> @Nullable T orCleared(String field, @Nullable T wanted, @Nullable T old) {
        return clear.contains(field) ? null : wanted == null ? old : wanted;
    }
}
