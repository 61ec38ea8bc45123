package io.linklog.cli.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the members of a JSON line, or the columns of a CSV file, mean. Those of the API, and those that only an export
 * has: they are known, so that an export can be imported, but say nothing about a new link.
 *
 * @param keepCodes whether shortCode counts as customSlug
 * @param ignoreUnknown whether other members are left out instead of refused
 */
record Members(boolean keepCodes, boolean ignoreUnknown) {

    /** What a link can be made of. */
    static final List<String> OF_A_LINK = List.of(
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

    /** What an export tells beyond that. */
    static final Set<String> OF_AN_EXPORT =
            Set.of("shortCode", "shortUrl", "state", "version", "dateCreated", "dateEdited");

    /** Whether a line says that its link was deleted when it was exported. */
    static boolean isDeleted(ObjectNode line) {
        return line.path("state").asText().equals("DELETED");
    }

    /**
     * @param line members that are null count as not there
     * @throws RefusedLineException when it is no link
     */
    NewLink read(ObjectNode line) throws RefusedLineException {
        for (Map.Entry<String, JsonNode> member : line.properties()) {
            String name = member.getKey();
            if (!ignoreUnknown && !OF_A_LINK.contains(name) && !OF_AN_EXPORT.contains(name)) {
                throw new RefusedLineException(
                        "has the unknown member \"" + name + "\"; known are " + String.join(", ", OF_A_LINK));
            }
        }
        String longUrl = text(line, "longUrl");
        if (longUrl == null) {
            throw new RefusedLineException("has no longUrl");
        }
        String slug = text(line, "customSlug");
        return new NewLink(
                longUrl,
                slug == null && keepCodes ? text(line, "shortCode") : slug,
                flag(line, "findIfExists"),
                text(line, "title"),
                texts(line, "tags"),
                time(line, "validSince"),
                time(line, "validUntil"),
                number(line, "maxVisits"),
                status(line),
                flag(line, "forwardQuery"),
                flag(line, "crawlable"));
    }

    private static @Nullable JsonNode given(ObjectNode line, String name) {
        JsonNode value = line.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static @Nullable String text(ObjectNode line, String name) throws RefusedLineException {
        JsonNode value = given(line, name);
        if (value != null && !value.isTextual()) {
            throw new RefusedLineException(name + " must be a text in double quotes");
        }
        return value == null ? null : value.textValue();
    }

    private static @Nullable Boolean flag(ObjectNode line, String name) throws RefusedLineException {
        JsonNode value = given(line, name);
        if (value != null && !value.isBoolean()) {
            throw new RefusedLineException(name + " must be true or false");
        }
        return value == null ? null : value.booleanValue();
    }

    private static @Nullable Long number(ObjectNode line, String name) throws RefusedLineException {
        JsonNode value = given(line, name);
        if (value != null && !(value.isIntegralNumber() && value.canConvertToLong())) {
            throw new RefusedLineException(name + " must be a whole number");
        }
        return value == null ? null : value.longValue();
    }

    private static @Nullable Integer status(ObjectNode line) throws RefusedLineException {
        Long status = number(line, "redirectStatus");
        if (status != null && (status < 0 || status > 999)) {
            throw new RefusedLineException("redirectStatus must be 301, 302, 307 or 308");
        }
        return status == null ? null : status.intValue();
    }

    private static List<String> texts(ObjectNode line, String name) throws RefusedLineException {
        JsonNode value = given(line, name);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value) {
            texts.add(item.asText());
        }
        boolean onlyTexts = value.isArray() && value.valueStream().allMatch(JsonNode::isTextual);
        if (!onlyTexts) {
            throw new RefusedLineException(name + " must be a list of texts: [\"one\", \"two\"]");
        }
        return texts;
    }

    private static @Nullable Instant time(ObjectNode line, String name) throws RefusedLineException {
        String value = text(line, name);
        if (value == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            throw new RefusedLineException(
                    name + " must be a time as RFC 3339 has it, like 2026-12-31T23:59:59Z, not \"" + value + "\"");
        }
    }
}
