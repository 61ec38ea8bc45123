package io.linklog.schemas.view;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import org.jspecify.annotations.Nullable;

/**
 * A change of a link as the API shows it, in a link's history and in live events.
 *
 * @param change CREATED, EDITED, DELETED or RESTORED
 * @param commandId the command that caused it
 * @param by the id of the API key that sent the command; left out where none did
 * @param link the link after the change
 */
public record ChangeView(
        long version,
        String change,
        Instant occurredAt,
        String commandId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String by,
        LinkView link) {

    private static final Map<Class<?>, String> NAMES = Map.of(
            LinkCreated.class, "CREATED",
            LinkEdited.class, "EDITED",
            LinkDeleted.class, "DELETED",
            LinkRestored.class, "RESTORED");

    /**
     * @param by the id of the API key that sent the command; null for none
     * @param publicUrl the prefix of short links, without a trailing slash
     */
    public static ChangeView of(String change, String commandId, @Nullable String by, Link link, URI publicUrl) {
        return new ChangeView(
                link.getVersion(),
                change,
                link.getEditedAt().truncatedTo(ChronoUnit.MICROS),
                commandId,
                by,
                LinkView.of(link, publicUrl));
    }

    /** The view of an event of the log. */
    public static ChangeView of(LinkEvent event, URI publicUrl) {
        return of(change(event), event.getCommandId(), event.getBy(), event.getLink(), publicUrl);
    }

    /** The name of a change. An unknown kind of a newer writer counts as an edit, because it leads to a new state. */
    public static String change(LinkEvent event) {
        return NAMES.getOrDefault(event.getChange().getClass(), "EDITED");
    }
}
