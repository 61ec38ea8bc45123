package io.linklog.schemas.view;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkDeleted;
import io.linklog.schemas.LinkEdited;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkRestored;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * A change of a link as the API shows it: in a link's history, and wherever events are told as they happen.
 *
 * @param change CREATED, EDITED, DELETED or RESTORED
 * @param commandId the command that caused it
 * @param link the state that it led to
 */
public record ChangeView(long version, String change, Instant occurredAt, String commandId, LinkView link) {

    private static final Map<Class<?>, String> NAMES = Map.of(
            LinkCreated.class, "CREATED",
            LinkEdited.class, "EDITED",
            LinkDeleted.class, "DELETED",
            LinkRestored.class, "RESTORED");

    /** @param publicUrl the prefix of short links, without a trailing slash */
    public static ChangeView of(String change, String commandId, Link link, URI publicUrl) {
        return new ChangeView(
                link.getVersion(),
                change,
                link.getEditedAt().truncatedTo(ChronoUnit.MICROS),
                commandId,
                LinkView.of(link, publicUrl));
    }

    /** The same of an event as it is on the log. */
    public static ChangeView of(LinkEvent event, URI publicUrl) {
        return of(change(event), event.getCommandId(), event.getLink(), publicUrl);
    }

    /** What an event is called; a kind that a newer writer may have is an edit, for it led to a new state. */
    public static String change(LinkEvent event) {
        return NAMES.getOrDefault(event.getChange().getClass(), "EDITED");
    }
}
