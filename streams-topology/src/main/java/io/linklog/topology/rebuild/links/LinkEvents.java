package io.linklog.topology.rebuild.links;

import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkDeleted;
import io.linklog.schemas.LinkEdited;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.LinkRestored;
import io.linklog.schemas.StoredLink;

/** What the stores keep of an event. */
public final class LinkEvents {

    private LinkEvents() {}

    /** The state after an event, as the decision that led to it stored it. */
    public static StoredLink stored(LinkEvent event) {
        return new StoredLink(event.getLink(), event.getCommandId(), operation(event));
    }

    /**
     * The ID of a created link's code; {@link PartitionMark#NO_ID} where the slug was chosen, or no link was created.
     */
    public static long id(LinkEvent event) {
        return event.getChange() instanceof LinkCreated created && created.getId() != null
                ? created.getId()
                : PartitionMark.NO_ID;
    }

    static LinkOperation operation(LinkEvent event) {
        Object change = event.getChange();
        if (change instanceof LinkEdited) {
            return LinkOperation.EDITED;
        }
        if (change instanceof LinkDeleted) {
            return LinkOperation.DELETED;
        }
        return change instanceof LinkRestored ? LinkOperation.RESTORED : LinkOperation.CREATED;
    }
}
