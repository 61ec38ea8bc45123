package io.linklog.command.request;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The members that a body can have. Their alphabetical order is the order of the canonical form. Do not change it: a
 * retried request would get another fingerprint.
 */
enum LinkMember {
    BASE_VISITS("baseVisits", Kind.NUMBER, 0L),
    CRAWLABLE("crawlable", Kind.FLAG, false),
    CUSTOM_SLUG("customSlug", Kind.TEXT, null),
    DATE_CREATED("dateCreated", Kind.TIME, null),
    DESCRIPTION("description", Kind.TEXT, null),
    DOMAIN("domain", Kind.TEXT, null),
    FETCH_TITLE("fetchTitle", Kind.FLAG, false),
    FIND_IF_EXISTS("findIfExists", Kind.FLAG, false),
    FORWARD_QUERY("forwardQuery", Kind.FLAG, true),
    IDEMPOTENCY_KEY("idempotencyKey", Kind.TEXT, null),
    IMAGE_URL("imageUrl", Kind.URL, null),
    LONG_URL("longUrl", Kind.URL, null),
    MAX_VISITS("maxVisits", Kind.NUMBER, null),
    PASSWORD("password", Kind.TEXT, null),
    REDIRECT_RULES("redirectRules", Kind.RULES, List.of()),
    REDIRECT_STATUS("redirectStatus", Kind.STATUS, 302),
    TAGS("tags", Kind.TEXTS, List.of()),
    TITLE("title", Kind.TEXT, null),
    VALID_SINCE("validSince", Kind.TIME, null),
    VALID_UNTIL("validUntil", Kind.TIME, null);

    /** The type of a value. */
    enum Kind {
        TEXT("must be a text in double quotes"),
        /** What surrounds it is trimmed: people paste it. */
        URL("must be a text in double quotes"),
        TEXTS("must be a list of texts: [\"one\", \"two\"]"),
        FLAG("must be true or false, without quotes"),
        NUMBER("must be a whole number, without quotes and fraction"),
        STATUS("must be a whole number, without quotes and fraction"),
        RULES("must be a list of rules: [{\"longUrl\": \"https://…\", \"conditions\": [{\"type\": \"device\","
                + " \"matchValue\": \"ios\"}]}]"),
        TIME("must be an RFC 3339 time: \"2026-12-31T23:59:59Z\"");

        final String wrongType;

        Kind(String wrongType) {
            this.wrongType = wrongType;
        }

        boolean isList() {
            return this == TEXTS || this == RULES;
        }
    }

    private static final Map<String, LinkMember> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(member -> member.json, Function.identity()));

    /** The member's name in JSON. */
    final String json;

    final Kind kind;

    /** The default in a create; null for none. */
    final @Nullable Object defaultValue;

    LinkMember(String json, Kind kind, @Nullable Object defaultValue) {
        this.json = json;
        this.kind = kind;
        this.defaultValue = defaultValue;
    }

    static @Nullable LinkMember byName(String json) {
        return BY_NAME.get(json);
    }

    /** The member as a JSON pointer. */
    String pointer() {
        return "/" + json;
    }
}
