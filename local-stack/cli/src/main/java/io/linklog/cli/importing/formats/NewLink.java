package io.linklog.cli.importing.formats;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.rules.LinkRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A link that a line asks for. A value that the line leaves out is null: then the service's default applies. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "longUrl",
    "customSlug",
    "findIfExists",
    "title",
    "tags",
    "validSince",
    "validUntil",
    "maxVisits",
    "redirectStatus",
    "forwardQuery",
    "crawlable"
})
public record NewLink(
        String longUrl,
        @Nullable String customSlug,
        @Nullable Boolean findIfExists,
        @Nullable String title,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tags,

        @JsonSerialize(using = ToStringSerializer.class) @Nullable
        Instant validSince,

        @JsonSerialize(using = ToStringSerializer.class) @Nullable
        Instant validUntil,

        @Nullable Long maxVisits,
        @Nullable Integer redirectStatus,
        @Nullable Boolean forwardQuery,
        @Nullable Boolean crawlable) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LinkRules RULES = new LinkRules(Set.of());

    public NewLink {
        tags = List.copyOf(tags);
    }

    /** A link of which only the target is known. */
    public static NewLink to(String longUrl, @Nullable Boolean findIfExists) {
        return new NewLink(longUrl, null, findIfExists, null, List.of(), null, null, null, null, null, null);
    }

    /**
     * The body of the request as JSON in UTF-8. Equal links have equal bytes in every version of this program, because
     * idempotency keys are made of them: the order of the members and their notation must not change.
     */
    public byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Texts, numbers and times can be written as JSON", e);
        }
    }

    /** The rules of the service that this link breaks, as one sentence; empty when there are none. */
    public Optional<String> mistakes() {
        LinkAttributes attributes = new LinkAttributes(
                longUrl,
                title,
                tags,
                validSince,
                validUntil,
                maxVisits,
                redirectStatus == null ? 302 : redirectStatus,
                forwardQuery == null || forwardQuery,
                crawlable != null && crawlable);
        CreateLink create = new CreateLink(customSlug, findIfExists != null && findIfExists, attributes, null);
        String mistakes = RULES.mistakes(new LinkCommand("dry-run", "default", null, null, 0, 0, create)).stream()
                .map(Object::toString)
                .collect(Collectors.joining("; "));
        return mistakes.isEmpty() ? Optional.empty() : Optional.of(mistakes);
    }
}
