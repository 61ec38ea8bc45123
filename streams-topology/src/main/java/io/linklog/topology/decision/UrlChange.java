package io.linklog.topology.decision;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEdited;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.topics.CommandKey;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry that the URL index gains, changes or loses.
 *
 * @param key as {@link CommandKey#url} makes it; the partition of this key keeps the entry
 * @param entry to write, or to remove
 * @param present false when the entry is removed; then only its code counts
 */
public record UrlChange(String key, UrlEntry entry, boolean present) {

    private static final char PRESENT = '+';
    private static final char REMOVED = '-';
    // occurs in no code
    private static final char SEPARATOR = ' ';

    /** What an event changes in the index. Depends on the event alone, and repeating it is harmless. */
    public static List<UrlChange> of(LinkEvent event) {
        Link link = event.getLink();
        if (link.getPurged()) {
            return List.of(); // the index lost it when it was deleted
        }
        List<UrlChange> changes = new ArrayList<>(2);
        if (event.getChange() instanceof LinkEdited edited && edited.getPreviousLongUrl() != null) {
            changes.add(remove(key(link, edited.getPreviousLongUrl()), link.getCode()));
        }
        changes.add(of(link));
        return changes;
    }

    /** The entry that a link has now. A deleted link has none, nor one that is never a hit. */
    static UrlChange of(Link link) {
        String key = key(link, link.getAttributes().getLongUrl());
        return link.getState() == LinkState.DELETED || !LinkDigest.canBeHit(link.getAttributes())
                ? remove(key, link.getCode())
                : new UrlChange(key, new UrlEntry(link.getCode(), LinkDigest.of(link.getAttributes())), true);
    }

    private static String key(Link link, String longUrl) {
        return CommandKey.url(link.getTenant(), link.getDomain(), longUrl);
    }

    static UrlChange remove(String key, String code) {
        return new UrlChange(key, new UrlEntry(code, null), false);
    }

    /** The code of the link; its domain is a part of the key. */
    public String code() {
        return entry.code();
    }

    /** The value on the repartition topic; {@link #key} is the record's key. */
    public String toText() {
        LinkDigest digest = entry.digest();
        String text = (present ? PRESENT : REMOVED) + entry.code();
        return digest == null ? text : text + SEPARATOR + digest.toText();
    }

    /** Whether a text begins as those of {@link #toText} do. */
    public static boolean isText(String text) {
        return text.length() > 1 && (text.charAt(0) == PRESENT || text.charAt(0) == REMOVED);
    }

    /** Reads what {@link #toText} wrote, and the text without a digest that earlier versions wrote. */
    public static UrlChange parse(String key, String text) {
        boolean present = text.charAt(0) == PRESENT;
        int end = text.indexOf(SEPARATOR);
        UrlEntry entry = end < 0
                ? new UrlEntry(text.substring(1), null)
                : new UrlEntry(
                        text.substring(1, end),
                        LinkDigest.parse(text.substring(end + 1)).orElse(null));
        return new UrlChange(key, entry, present);
    }
}
