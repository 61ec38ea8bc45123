package io.linklog.cli.importing.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a file may give for a link, and how they become one. Formats hand over each line as a JSON object; a
 * field that is null counts as absent. Fields that only an export has are known, but say nothing about a new link.
 *
 * @param keepCodes whether shortCode counts as customSlug
 * @param ignoreUnknown whether other fields are passed over instead of refused
 * @param findIfExists whether a line that does not say so takes an existing link to its target
 */
public record LinkFields(boolean keepCodes, boolean ignoreUnknown, boolean findIfExists) {

    static final List<String> OF_LINK = List.of(
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
            "crawlable");

    static final Set<String> OF_EXPORT =
            Set.of("shortCode", "shortUrl", "state", "version", "dateCreated", "dateEdited");

    NewLink link(String longUrl) {
        return NewLink.to(longUrl, findIfExists ? true : null);
    }

    SourceLine line(long number, String shown, ObjectNode fields) throws RefusedLineException {
        return fields.path("state").asText().equals("DELETED")
                ? SourceLine.skipped(number, shown, "was deleted when it was exported")
                : SourceLine.of(number, shown, link(fields));
    }

    private NewLink link(ObjectNode fields) throws RefusedLineException {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            String name = field.getKey();
            if (!ignoreUnknown && !OF_LINK.contains(name) && !OF_EXPORT.contains(name)) {
                throw new RefusedLineException(
                        "has the unknown member \"" + name + "\"; known are " + String.join(", ", OF_LINK));
            }
        }
        String longUrl = text(fields, "longUrl");
        if (longUrl == null) {
            throw new RefusedLineException("has no longUrl");
        }
        String slug = text(fields, "customSlug");
        Boolean find = flag(fields, "findIfExists");
        return new NewLink(
                longUrl,
                slug == null && keepCodes ? text(fields, "shortCode") : slug,
                find == null && findIfExists ? Boolean.TRUE : find,
                text(fields, "title"),
                texts(fields, "tags"),
                time(fields, "validSince"),
                time(fields, "validUntil"),
                number(fields, "maxVisits"),
                status(fields),
                flag(fields, "forwardQuery"),
                flag(fields, "crawlable"));
    }

    private static @Nullable JsonNode given(ObjectNode fields, String name, Predicate<JsonNode> fits, String expected)
            throws RefusedLineException {
        JsonNode value = fields.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!fits.test(value)) {
            throw new RefusedLineException(name + " must be " + expected);
        }
        return value;
    }

    private static @Nullable String text(ObjectNode fields, String name) throws RefusedLineException {
        JsonNode value = given(fields, name, JsonNode::isTextual, "a text in double quotes");
        return value == null ? null : value.textValue();
    }

    private static @Nullable Boolean flag(ObjectNode fields, String name) throws RefusedLineException {
        JsonNode value = given(fields, name, JsonNode::isBoolean, "true or false");
        return value == null ? null : value.booleanValue();
    }

    private static @Nullable Long number(ObjectNode fields, String name) throws RefusedLineException {
        JsonNode value =
                given(fields, name, node -> node.isIntegralNumber() && node.canConvertToLong(), "a whole number");
        return value == null ? null : value.longValue();
    }

    private static @Nullable Integer status(ObjectNode fields) throws RefusedLineException {
        Long status = number(fields, "redirectStatus");
        if (status != null && (status < 0 || status > 999)) {
            throw new RefusedLineException("redirectStatus must be 301, 302, 307 or 308");
        }
        return status == null ? null : status.intValue();
    }

    private static List<String> texts(ObjectNode fields, String name) throws RefusedLineException {
        JsonNode value = given(
                fields,
                name,
                node -> node.isArray() && node.valueStream().allMatch(JsonNode::isTextual),
                "a list of texts: [\"one\", \"two\"]");
        return value == null
                ? List.of()
                : value.valueStream().map(JsonNode::textValue).toList();
    }

    private static @Nullable Instant time(ObjectNode fields, String name) throws RefusedLineException {
        String value = text(fields, name);
        try {
            return value == null ? null : OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            throw new RefusedLineException(
                    name + " must be a time in RFC 3339 format, like 2026-12-31T23:59:59Z, not \"" + value + "\"");
        }
    }
}
