package io.linklog.cli.importing.tools;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a column of another tool is for a link here. */
public enum Meaning {
    LONG_URL("longUrl", Kind.TEXT),
    SLUG("customSlug", Kind.TEXT),
    /** A short URL: its path is the slug, its host the domain. */
    SHORT_URL("shortUrl", Kind.TEXT),
    DOMAIN("domain", Kind.TEXT),
    TITLE("title", Kind.TITLE),
    TAGS("tags", Kind.TAGS),
    CREATED("dateCreated", Kind.TIME),
    CLICKS("baseVisits", Kind.NUMBER),
    VALID_SINCE("validSince", Kind.TIME),
    VALID_UNTIL("validUntil", Kind.LAST_TIME),
    MAX_VISITS("maxVisits", Kind.NUMBER),
    STATUS("redirectStatus", Kind.NUMBER),
    FORWARD_QUERY("forwardQuery", Kind.FLAG),
    CRAWLABLE("crawlable", Kind.FLAG),
    FIND_IF_EXISTS("findIfExists", Kind.FLAG),
    DESCRIPTION("description", Kind.TITLE),
    IMAGE("imageUrl", Kind.TEXT),
    RULES("redirectRules", Kind.RULES),
    /** Any value but a false one protects the link. */
    PROTECTED("hasPassword", Kind.MARK),
    BANNED("banned", Kind.MARK),
    ARCHIVED("archived", Kind.MARK),
    /** The tool's own bookkeeping, which means nothing elsewhere. */
    NOTHING("", Kind.MARK);

    /** How the text of a cell becomes the value of a field. */
    enum Kind {
        TEXT,
        TITLE,
        TAGS,
        TIME,
        LAST_TIME,
        NUMBER,
        FLAG,
        RULES,
        MARK
    }

    private final String field;
    private final Kind kind;

    Meaning(String field, Kind kind) {
        this.field = field;
        this.kind = kind;
    }

    /** The field of the API, or the name that {@code --column} has for it. */
    String field() {
        return field;
    }

    Kind kind() {
        return kind;
    }

    /** The meaning with this field, in any case. */
    static Optional<Meaning> ofField(String field) {
        return Arrays.stream(values())
                .filter(meaning -> meaning != NOTHING && meaning.field.equalsIgnoreCase(field))
                .findFirst();
    }

    /** The names of all fields, for people. */
    static String fields() {
        return Arrays.stream(values())
                .map(Meaning::field)
                .filter(field -> !field.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
