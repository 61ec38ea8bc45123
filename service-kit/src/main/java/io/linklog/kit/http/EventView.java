package io.linklog.kit.http;

import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log as it is told to the world outside, one at a time.
 *
 * @param id where it is on the log: the same however often it is told
 * @param type one of {@link #TYPES}
 * @param at when it happened
 * @param code of the link; null for a visit of what is and was none
 * @param data a {@link ChangeView} or a {@link VisitView}
 */
public record EventView(
        String id, String type, Instant at, @Nullable String code, Object data) {

    /** The type of a visit. */
    public static final String VISIT = "visit";

    /** The types of changes of links. */
    public static final List<String> CHANGES = List.of("link.created", "link.edited", "link.deleted", "link.restored");

    /** All of them. */
    public static final List<String> TYPES =
            List.of("link.created", "link.edited", "link.deleted", "link.restored", VISIT);

    private static final Set<VisitKind> FOUND_NOTHING = EnumSet.of(VisitKind.UNKNOWN, VisitKind.BASE_URL);

    /** @param publicUrl what short links begin with, without a trailing slash */
    public static EventView of(String topic, int partition, long offset, LinkEvent event, URI publicUrl) {
        ChangeView change = ChangeView.of(event, publicUrl);
        return new EventView(
                id(topic, partition, offset),
                type(event),
                change.occurredAt(),
                event.getLink().getCode(),
                change);
    }

    public static EventView of(String topic, int partition, long offset, Visit visit) {
        return new EventView(
                id(topic, partition, offset),
                VISIT,
                visit.getAt(),
                FOUND_NOTHING.contains(visit.getKind()) ? null : visit.getCode(),
                VisitView.of(visit));
    }

    /** The type of a change. */
    public static String type(LinkEvent event) {
        return "link." + ChangeView.change(event).toLowerCase(Locale.ROOT);
    }

    /** A place on the log as a text without dots and spaces. */
    public static String id(String topic, int partition, long offset) {
        return topic + '-' + partition + '-' + offset;
    }
}
