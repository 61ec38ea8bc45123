package io.linklog.topology.decision;

import io.linklog.schemas.topics.CommandKey;

/**
 * One entry that the URL index gains or loses.
 *
 * @param key as {@link CommandKey#url} makes it; the partition of this key keeps the entry
 * @param code of the link
 * @param added false when the entry is removed
 */
public record UrlChange(String key, String code, boolean added) {

    private static final char ADDED = '+';
    private static final char REMOVED = '-';

    static UrlChange add(String tenant, String longUrl, String code) {
        return new UrlChange(CommandKey.url(tenant, longUrl), code, true);
    }

    static UrlChange remove(String tenant, String longUrl, String code) {
        return new UrlChange(CommandKey.url(tenant, longUrl), code, false);
    }

    /** The value on the repartition topic; {@link #key} is the record's key. */
    public String toText() {
        return (added ? ADDED : REMOVED) + code;
    }

    /** Reads what {@link #toText} wrote. */
    public static UrlChange parse(String key, String text) {
        return new UrlChange(key, text.substring(1), text.charAt(0) == ADDED);
    }
}
