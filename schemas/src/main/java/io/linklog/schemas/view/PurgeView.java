package io.linklog.schemas.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.linklog.schemas.LinkEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A purge of a link as live events and webhooks show it: nothing that was erased.
 *
 * @param by the id of the admin's API key, or {@code linklog} where the link was purged by its age; left out where keys
 *     were off
 */
public record PurgeView(
        String tenant,
        Instant occurredAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String by) {

    static PurgeView of(LinkEvent event) {
        return new PurgeView(
                event.getLink().getTenant(),
                event.getLink().getEditedAt().truncatedTo(ChronoUnit.MICROS),
                event.getBy());
    }
}
