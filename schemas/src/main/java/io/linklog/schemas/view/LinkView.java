package io.linklog.schemas.view;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.Takedown;
import io.linklog.schemas.urls.Location;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A link as the API shows it. Times are in UTC, to the millisecond.
 *
 * @param longUrl as given
 * @param location the same as it is sent to visitors: the host in ASCII, the rest percent-encoded
 * @param dateCreated in another tool, if the link was imported with its date
 * @param baseVisits counted by another tool before the import; left out for 0
 * @param description for the card of the link, as imageUrl
 * @param hasPassword whether visitors must know a password; neither it nor its hash is shown
 * @param createdBy the id of the API key that made the link; left out where none did
 * @param domain of the short URL; left out for the default domain
 * @param takedown left out unless an admin took the link down
 */
public record LinkView(
        String shortCode,
        String shortUrl,
        String longUrl,
        String location,
        @Nullable String title,
        List<String> tags,
        String state,
        long version,
        Instant dateCreated,
        Instant dateEdited,
        @Nullable Instant validSince,
        @Nullable Instant validUntil,
        @Nullable Long maxVisits,
        int redirectStatus,
        boolean forwardQuery,
        boolean crawlable,
        List<RuleView> redirectRules,
        @Nullable String description,
        @Nullable String imageUrl,
        boolean hasPassword,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long baseVisits,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String createdBy,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String domain,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TakedownView takedown) {

    /**
     * Why and by whom a link was taken down.
     *
     * @param status what visitors are answered: 451 or 410
     * @param by {@code system} for an admin of the default tenant, else {@code tenant}
     */
    public record TakedownView(String reason, int status, String by, Instant at) {

        private static @Nullable TakedownView of(@Nullable Takedown takedown) {
            return takedown == null
                    ? null
                    : new TakedownView(
                            takedown.getReason(),
                            takedown.getStatus(),
                            takedown.getBySystem() ? "system" : "tenant",
                            takedown.getAt().truncatedTo(ChronoUnit.MILLIS));
        }
    }

    /** @param publicUrl the prefix of short links on the default domain, without a trailing slash */
    public static LinkView of(Link link, URI publicUrl) {
        LinkAttributes attributes = link.getAttributes();
        return new LinkView(
                link.getCode(),
                ShortUrls.of(link, publicUrl),
                attributes.getLongUrl(),
                Location.of(attributes.getLongUrl()),
                attributes.getTitle(),
                attributes.getTags(),
                link.getState().name(),
                link.getVersion(),
                LinkDates.created(link).truncatedTo(ChronoUnit.MILLIS),
                link.getEditedAt().truncatedTo(ChronoUnit.MILLIS),
                attributes.getValidSince(),
                attributes.getValidUntil(),
                attributes.getMaxVisits(),
                attributes.getRedirectStatus(),
                attributes.getForwardQuery(),
                attributes.getCrawlable(),
                RuleView.of(attributes.getRedirectRules()),
                attributes.getDescription(),
                attributes.getImageUrl(),
                attributes.getPasswordHash() != null,
                link.getOrigin() == null ? 0 : link.getOrigin().getBaseVisits(),
                link.getCreatedBy(),
                link.getDomain(),
                TakedownView.of(link.getTakedown()));
    }

    /** The entity tag of this version, with its quotes. */
    @JsonIgnore
    public String etag() {
        return "\"" + version + "\"";
    }
}
