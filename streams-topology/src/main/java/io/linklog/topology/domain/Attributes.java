package io.linklog.topology.domain;

import io.linklog.schemas.rules.LinkRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that the owner of a link sets.
 *
 * @param validSince to the millisecond; null for no limit
 * @param validUntil to the millisecond; null for no limit
 * @param maxVisits null for no limit
 * @param passwordHash null for no password
 * @param description for the card of the link; null for none
 * @param imageUrl the same
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
        boolean crawlable,
        List<RedirectRule> redirectRules,
        @Nullable String passwordHash,
        @Nullable String description,
        @Nullable String imageUrl) {

    // what a request that says nothing gets
    private static final int DEFAULT_STATUS = 302;
    private static final boolean DEFAULT_FORWARD_QUERY = true;
    private static final boolean DEFAULT_CRAWLABLE = false;

    /** Those of a purged link. */
    static final Attributes ERASED = ofUrl("");

    public Attributes {
        tags = List.copyOf(tags);
        redirectRules = List.copyOf(redirectRules);
    }

    /** This URL, and the default of everything else. */
    static Attributes ofUrl(String longUrl) {
        return new Attributes(
                longUrl,
                null,
                List.of(),
                null,
                null,
                null,
                DEFAULT_STATUS,
                DEFAULT_FORWARD_QUERY,
                DEFAULT_CRAWLABLE,
                List.of(),
                null,
                null,
                null);
    }

    /**
     * Whether a link with these attributes is one that a create with findIfExists wants: it redirects now, its visits
     * are not limited, no rules lead elsewhere, it asks for no password, it has the same URL, and it has the same
     * values where the request sets any but the default.
     *
     * @param nowMs milliseconds since 1970
     */
    boolean isHit(Attributes wanted, long nowMs) {
        return longUrl.equals(wanted.longUrl)
                && maxVisits == null
                && redirectRules.isEmpty()
                && wanted.redirectRules.isEmpty()
                && passwordHash == null
                && wanted.passwordHash == null
                && (validSince == null || validSince.toEpochMilli() <= nowMs)
                && (validUntil == null || nowMs < validUntil.toEpochMilli())
                && hasDefaultOr(wanted.maxVisits, maxVisits)
                && hasDefaultOr(wanted.validSince, validSince)
                && hasDefaultOr(wanted.validUntil, validUntil)
                && hasDefaultOr(wanted.title, title)
                && hasDefaultOr(wanted.description, description)
                && hasDefaultOr(wanted.imageUrl, imageUrl)
                && (wanted.tags.isEmpty() || Set.copyOf(wanted.tags).equals(Set.copyOf(tags)))
                && (wanted.redirectStatus == DEFAULT_STATUS || wanted.redirectStatus == redirectStatus)
                && (wanted.forwardQuery == DEFAULT_FORWARD_QUERY || wanted.forwardQuery == forwardQuery)
                && (wanted.crawlable == DEFAULT_CRAWLABLE || wanted.crawlable == crawlable);
    }

    /**
     * The mistakes in these attributes; empty for valid ones.
     *
     * @param old what an edit changes; null for a create
     */
    List<LinkRules.Mistake> mistakes(@Nullable Attributes old, LinkRules rules) {
        String newUrl = old != null && old.longUrl.equals(longUrl) ? null : longUrl;
        return rules.mistakes(newUrl, title, tags, validSince, validUntil, maxVisits, redirectStatus);
    }

    /** The mistakes in the targets of a deleted link that is to be restored. */
    List<LinkRules.Mistake> restoreMistakes(LinkRules rules) {
        List<LinkRules.Mistake> mistakes = new ArrayList<>(0);
        rules.restoreMistake("longUrl", longUrl).ifPresent(mistakes::add);
        redirectRules.forEach(rule ->
                rules.restoreMistake("longUrl of a rule", rule.longUrl()).ifPresent(mistakes::add));
        if (imageUrl != null) {
            rules.restoreMistake("imageUrl", imageUrl).ifPresent(mistakes::add);
        }
        return mistakes;
    }

    private static boolean hasDefaultOr(@Nullable Object wanted, @Nullable Object has) {
        return wanted == null || wanted.equals(has);
    }
}
