package io.linklog.cli.importing.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.cli.importing.reading.Encodings;
import io.linklog.cli.importing.values.Truth;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How the fields of a line become the request for a link. Formats hand over each line as a JSON object; a field that is
 * null counts as absent. Fields that only an export has are known, but say nothing about a new link.
 *
 * @param keepCodes whether shortCode counts as customSlug
 * @param ignoreUnknown whether other fields are passed over instead of refused
 * @param findIfExists whether a line that does not say so takes an existing link to its target
 */
public record LinkFields(boolean keepCodes, boolean ignoreUnknown, boolean findIfExists) {

    /**
     * The fields of a link. Their order is that of the request, which must not change: equal links have equal bytes in
     * every version of this program, because idempotency keys are made of them.
     */
    static final Map<String, Type> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("longUrl", Type.TEXT);
        TYPES.put("customSlug", Type.TEXT);
        TYPES.put("findIfExists", Type.FLAG);
        TYPES.put("title", Type.TEXT);
        TYPES.put("tags", Type.TEXTS);
        TYPES.put("validSince", Type.TIME);
        TYPES.put("validUntil", Type.TIME);
        TYPES.put("maxVisits", Type.NUMBER);
        TYPES.put("redirectStatus", Type.NUMBER);
        TYPES.put("forwardQuery", Type.FLAG);
        TYPES.put("crawlable", Type.FLAG);
        TYPES.put("redirectRules", Type.RULES);
        TYPES.put("domain", Type.TEXT);
        TYPES.put("description", Type.TEXT);
        TYPES.put("imageUrl", Type.TEXT);
        TYPES.put("baseVisits", Type.NUMBER);
        TYPES.put("dateCreated", Type.TIME);
    }

    /** Also {@code password}, which no export has, but people add: it is known in order to be refused. */
    static final Set<String> OF_EXPORT = Set.of(
            "shortCode",
            "shortUrl",
            "location",
            "state",
            "version",
            "dateEdited",
            "createdBy",
            "hasPassword",
            "password",
            "takedown");

    /** The names of all fields, also of those that only an export has. */
    public static Set<String> names() {
        Set<String> names = new LinkedHashSet<>(TYPES.keySet());
        names.addAll(OF_EXPORT);
        return names;
    }

    /** The names of the fields of a request, for people. */
    public static String known() {
        return String.join(", ", TYPES.keySet());
    }

    enum Type {
        TEXT("a text in double quotes", JsonNode::isTextual),
        TEXTS(
                "a list of texts: [\"one\", \"two\"]",
                node -> node.isArray() && node.valueStream().allMatch(JsonNode::isTextual)),
        RULES(
                "a list of rules in JSON, as an export has it",
                node -> node.isArray() && node.valueStream().allMatch(JsonNode::isObject)),
        FLAG("true or false", JsonNode::isBoolean),
        NUMBER("a whole number", node -> node.isIntegralNumber() && node.canConvertToLong()),
        TIME("a time in RFC 3339 format, like 2026-12-31T23:59:59Z", Type::isTime);

        private final String words;
        private final Predicate<JsonNode> fits;

        Type(String words, Predicate<JsonNode> fits) {
            this.words = words;
            this.fits = fits;
        }

        private static boolean isTime(JsonNode node) {
            try {
                return node.isTextual() && OffsetDateTime.parse(node.textValue()) != null;
            } catch (DateTimeException e) {
                return false;
            }
        }
    }

    /** Reads a line. {@code given} may change. */
    public SourceLine line(long number, String input, ObjectNode given) {
        if (given.hasNonNull("takedown")) {
            return new SourceLine(number, input, null, "was taken down when it was exported", true);
        }
        if (given.path("state").asText().equalsIgnoreCase("DELETED")) {
            return new SourceLine(number, input, null, "was deleted when it was exported", true);
        }
        if (isProtected(given)) {
            return SourceLine.refused(
                    number,
                    input,
                    "has a password, which no export holds and no import sets: without it, its target would be open to"
                            + " everybody; create the link by the API with customSlug and password, or, to open it,"
                            + " remove hasPassword and password from the line");
        }
        if (keepCodes && !given.hasNonNull("customSlug")) {
            given.set("customSlug", given.get("shortCode"));
        }
        if (findIfExists && !given.hasNonNull("findIfExists")) {
            given.put("findIfExists", true);
        }
        String mistake = mistake(given);
        if (mistake != null) {
            return SourceLine.refused(number, input, mistake);
        }
        ObjectNode link = JsonNodeFactory.instance.objectNode();
        TYPES.forEach((field, type) -> {
            JsonNode value = given.path(field);
            if (type == Type.TIME && value.isTextual()) {
                link.put(
                        field,
                        OffsetDateTime.parse(value.textValue()).toInstant().toString());
            } else if (given.hasNonNull(field) && !(value.isArray() && value.isEmpty())) {
                link.set(field, value);
            }
        });
        return new SourceLine(number, input, link, null, false);
    }

    /** Spreadsheets write TRUE, or its word in their language. */
    private static boolean isProtected(ObjectNode given) {
        String mark = given.path("hasPassword").asText("").strip();
        boolean marked = !mark.isEmpty() && !Boolean.FALSE.equals(Truth.parse(mark));
        return marked || Truth.isPassword(given.path("password").asText(""));
    }

    private @Nullable String mistake(ObjectNode given) {
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            Type type = TYPES.get(name);
            if (type == null && !ignoreUnknown && !OF_EXPORT.contains(name)) {
                return "has the unknown member \"" + name + "\"; known are " + String.join(", ", TYPES.keySet());
            }
            if (type != null && !value.isNull() && !type.fits.test(value)) {
                return name + " must be " + type.words + ", not " + value;
            }
            // JSON can name half a character
            String text = value.toString();
            if (type != null
                    && (text.indexOf(Encodings.BROKEN) >= 0
                            || !StandardCharsets.UTF_8.newEncoder().canEncode(text))) {
                return "is not valid in the encoding of the file; --encoding NAME reads another one";
            }
        }
        return given.hasNonNull("longUrl") ? null : "has no longUrl";
    }
}
