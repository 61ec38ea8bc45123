package io.linklog.query;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkDeleted;
import io.linklog.schemas.LinkEdited;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkRestored;
import java.util.Map;

/**
 * One change of a link.
 *
 * @param change CREATED, EDITED, DELETED or RESTORED
 * @param commandId the command that caused it
 * @param link the state that it led to
 */
record HistoryEntry(String change, String commandId, Link link) {

    private static final Map<Class<?>, String> NAMES = Map.of(
            LinkCreated.class, "CREATED",
            LinkEdited.class, "EDITED",
            LinkDeleted.class, "DELETED",
            LinkRestored.class, "RESTORED");

    static HistoryEntry of(LinkEvent event) {
        String change = NAMES.getOrDefault(event.getChange().getClass(), "EDITED");
        return new HistoryEntry(change, event.getCommandId(), event.getLink());
    }

    long version() {
        return link.getVersion();
    }
}
