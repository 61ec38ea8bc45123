package io.linklog.projector.tables;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkDeleted;
import io.linklog.schemas.LinkEdited;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkRestored;
import io.linklog.schemas.encoding.EpochMicros;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.view.LinkDates;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one event. They do not depend on earlier rows.
 *
 * @param sentBy the id of the API key that sent the command; null for none
 * @param change CREATED, EDITED, DELETED or RESTORED
 * @param createdAt the place in the lists, microseconds since 1970
 * @param writtenAt the write time of all rows, microseconds since 1970. It increases strictly for each code, so the
 *     newest state wins even if events are written repeatedly or in another order.
 * @param lists the lists that get a row of this link
 * @param removedLists the lists that lose it
 */
public record EventRows(
        Link link,
        String commandId,
        @Nullable String sentBy,
        String change,
        long createdAt,
        long writtenAt,
        List<String> lists,
        List<String> removedLists) {

    /** The list of all links of a tenant. */
    static final String ALL_LINKS = "";

    // far above the limits of the API, far below the 64 KiB that Cassandra accepts as a key
    private static final int LONGEST_KEY = 4_096;
    private static final long MICROS_PER_HOUR = 3_600_000_000L;

    /**
     * The rows of an event.
     *
     * @throws UnreadableRecordException if the tables cannot hold the event
     */
    public static EventRows of(LinkEvent event) {
        Link link = event.getLink();
        requireKey("code", link.getCode());
        requireKey("name", LinkName.text(link));
        if (!LinkName.parse(LinkName.text(link)).equals(LinkName.of(link))) {
            throw new UnreadableRecordException(
                    "The event's code or domain has a slash: it would be another link", null);
        }
        requireKey("tenant", link.getTenant());
        link.getAttributes().getTags().forEach(tag -> requireKey("tag", tag));
        long writtenAt = EpochMicros.of(link.getEditedAt());
        if (writtenAt <= 0 || link.getVersion() < 1) {
            throw new UnreadableRecordException(
                    "The event has version " + link.getVersion() + " and time " + link.getEditedAt(), null);
        }
        String change = changeOf(event.getChange());
        return new EventRows(
                link,
                event.getCommandId(),
                event.getBy(),
                change,
                EpochMicros.of(LinkDates.created(link)),
                writtenAt,
                // a deletion does not change the lists: readers skip deleted links, and a restored one is in its place
                change.equals("DELETED") ? List.of() : lists(link),
                removedLists(event.getChange(), link));
    }

    /** Whether the event erases the rows of the link and its history instead of writing them. */
    public boolean isPurge() {
        return link.getPurged();
    }

    /** The name of the link, which the column {@code code} holds. */
    public String name() {
        return LinkName.text(link);
    }

    long hour() {
        return Math.floorDiv(createdAt, MICROS_PER_HOUR);
    }

    private static String changeOf(Object change) {
        if (change instanceof LinkCreated) {
            return "CREATED";
        }
        if (change instanceof LinkEdited) {
            return "EDITED";
        }
        if (change instanceof LinkDeleted) {
            return "DELETED";
        }
        if (change instanceof LinkRestored) {
            return "RESTORED";
        }
        throw new UnreadableRecordException("The event's change is " + change, null);
    }

    private static List<String> lists(Link link) {
        List<String> tags = link.getAttributes().getTags();
        if (tags.isEmpty()) {
            return List.of(ALL_LINKS);
        }
        Set<String> lists = new LinkedHashSet<>();
        lists.add(ALL_LINKS);
        tags.forEach(tag -> lists.add(ofTag(tag)));
        return List.copyOf(lists);
    }

    private static List<String> removedLists(Object change, Link link) {
        List<String> lists = new ArrayList<>();
        List<String> tags = List.of();
        if (change instanceof LinkEdited edited) {
            tags = edited.getRemovedTags();
        } else if (link.getPurged() && change instanceof LinkDeleted deleted) {
            lists.add(ALL_LINKS);
            tags = deleted.getRemovedTags();
        }
        for (String tag : tags) {
            // of two writes with the same time a deletion wins, so a row must not get both
            if (!link.getAttributes().getTags().contains(tag)) {
                requireKey("tag", tag);
                lists.add(ofTag(tag));
            }
        }
        return lists;
    }

    private static String ofTag(String tag) {
        return "tag:" + tag;
    }

    private static void requireKey(String what, String value) {
        if (value.isEmpty() || value.length() > LONGEST_KEY) {
            throw new UnreadableRecordException(
                    "The event's " + what + " has " + value.length() + " characters, which no key of a table can hold",
                    null);
        }
    }
}
