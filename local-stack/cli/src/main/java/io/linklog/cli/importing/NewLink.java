package io.linklog.cli.importing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.rules.LinkRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A link to make, as a line asked for it; what the line did not say is null, and the service's default applies. */
record NewLink(
        String longUrl,
        @Nullable String customSlug,
        @Nullable Boolean findIfExists,
        @Nullable String title,
        List<String> tags,
        @Nullable Instant validSince,
        @Nullable Instant validUntil,
        @Nullable Long maxVisits,
        @Nullable Integer redirectStatus,
        @Nullable Boolean forwardQuery,
        @Nullable Boolean crawlable) {

    private static final JsonFactory JSON = new JsonFactory();

    NewLink {
        tags = List.copyOf(tags);
    }

    static NewLink to(String longUrl) {
        return new NewLink(longUrl, null, null, null, List.of(), null, null, null, null, null, null);
    }

    NewLink withFindIfExists() {
        return new NewLink(
                longUrl,
                customSlug,
                true,
                title,
                tags,
                validSince,
                validUntil,
                maxVisits,
                redirectStatus,
                forwardQuery,
                crawlable);
    }

    /**
     * The body of the request in UTF-8: members in a fixed order, times to the full precision they were given in. The
     * same link has the same bytes in every version of this program, because idempotency keys are made of them.
     *
     * @param idempotencyKey a last member; null for none
     */
    byte[] json(@Nullable String idempotencyKey) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("longUrl", longUrl);
            text(out, "customSlug", customSlug);
            flag(out, "findIfExists", findIfExists);
            text(out, "title", title);
            if (!tags.isEmpty()) {
                out.writeArrayFieldStart("tags");
                for (String tag : tags) {
                    out.writeString(tag);
                }
                out.writeEndArray();
            }
            text(out, "validSince", validSince);
            text(out, "validUntil", validUntil);
            if (maxVisits != null) {
                out.writeNumberField("maxVisits", maxVisits);
            }
            if (redirectStatus != null) {
                out.writeNumberField("redirectStatus", redirectStatus);
            }
            flag(out, "forwardQuery", forwardQuery);
            flag(out, "crawlable", crawlable);
            text(out, "idempotencyKey", idempotencyKey);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("An array in memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /** What the rules of the service say against it, as one sentence; empty when nothing. */
    Optional<String> mistakes(LinkRules rules) {
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
        List<LinkRules.Mistake> mistakes =
                rules.mistakes(new LinkCommand("dry-run", "default", null, null, 0, 0, create));
        return mistakes.isEmpty()
                ? Optional.empty()
                : Optional.of(mistakes.stream().map(Object::toString).collect(Collectors.joining("; ")));
    }

    private static void text(JsonGenerator out, String name, @Nullable Object value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value.toString());
        }
    }

    private static void flag(JsonGenerator out, String name, @Nullable Boolean value) throws IOException {
        if (value != null) {
            out.writeBooleanField(name, value);
        }
    }
}
