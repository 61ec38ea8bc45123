package io.linklog.schemas.view;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkOrigin;
import java.time.Instant;

/** The dates of a link that people see. */
public final class LinkDates {

    private LinkDates() {}

    /**
     * When a link was created: in another tool, if it was imported, else the time of its first event. Lists are sorted
     * by it. What goes by the log, as a history does, takes {@link Link#getCreatedAt}.
     */
    public static Instant created(Link link) {
        LinkOrigin origin = link.getOrigin();
        return origin == null || origin.getDateCreated() == null ? link.getCreatedAt() : origin.getDateCreated();
    }
}
