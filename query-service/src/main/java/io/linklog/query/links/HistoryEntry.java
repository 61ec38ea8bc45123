package io.linklog.query.links;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.view.ChangeView;

/**
 * One change of a link.
 *
 * @param change CREATED, EDITED, DELETED or RESTORED
 * @param commandId the command that caused it
 * @param link the state after the change
 */
record HistoryEntry(String change, String commandId, Link link) {

    static HistoryEntry of(LinkEvent event) {
        return new HistoryEntry(ChangeView.change(event), event.getCommandId(), event.getLink());
    }

    long version() {
        return link.getVersion();
    }
}
