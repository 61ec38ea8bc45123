package io.linklog.query.links;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.view.ChangeView;
import org.jspecify.annotations.Nullable;

/**
 * One change of a link.
 *
 * @param change CREATED, EDITED, DELETED or RESTORED
 * @param commandId the command that caused it
 * @param sentBy the id of the API key that sent the command; null for none
 * @param link the state after the change
 */
record HistoryEntry(
        String change, String commandId, @Nullable String sentBy, Link link) {

    static HistoryEntry of(LinkEvent event) {
        return new HistoryEntry(ChangeView.change(event), event.getCommandId(), event.getBy(), event.getLink());
    }

    long version() {
        return link.getVersion();
    }
}
