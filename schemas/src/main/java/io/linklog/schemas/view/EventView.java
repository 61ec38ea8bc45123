package io.linklog.schemas.view;

import io.linklog.schemas.LinkEdited;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log as event streams and webhooks send it.
 *
 * @param id its place in the log; the same at each delivery
 * @param type one of {@link #TYPES}
 * @param at the time of the event
 * @param code the name of the link, which is its code on the default domain, else {@code domain/code}; null for a visit
 *     without a link, past or present
 * @param data a {@link ChangeView}, a {@link PurgeView} or a {@link VisitView}
 */
public record EventView(
        String id, String type, Instant at, @Nullable String code, Object data) {

    /** The type of a visit. */
    public static final String VISIT = "visit";

    /** The type of a purge. */
    public static final String PURGED = "link.purged";

    /** The types of changes of links. */
    public static final List<String> CHANGES =
            List.of("link.created", "link.edited", "link.deleted", "link.restored", PURGED);

    /** All types. */
    public static final List<String> TYPES =
            Stream.concat(CHANGES.stream(), Stream.of(VISIT)).toList();

    /** The topics of events, in a fixed order that ids refer to. */
    public static final List<Topic> TOPICS = List.of(Topics.LINK_EVENTS, Topics.VISITS);

    /** @param publicUrl the prefix of short links, without a trailing slash */
    public static EventView of(String topic, int partition, long offset, LinkEvent event, URI publicUrl) {
        return new EventView(
                id(topic, partition, offset),
                type(event),
                event.getLink().getEditedAt().truncatedTo(ChronoUnit.MICROS),
                LinkName.text(event.getLink()),
                isPurge(event) ? PurgeView.of(event) : ChangeView.of(event, publicUrl));
    }

    public static EventView of(String topic, int partition, long offset, Visit visit) {
        return new EventView(
                id(topic, partition, offset),
                VISIT,
                visit.getAt(),
                isOfLink(visit) ? visit.getCode() : null,
                VisitView.of(visit));
    }

    /** Whether the visited code is or was a link. */
    public static boolean isOfLink(Visit visit) {
        return visit.getKind() != VisitKind.UNKNOWN && visit.getKind() != VisitKind.BASE_URL;
    }

    /**
     * Whether a change may be shown. Those of a purged link may not, but for the purge itself, which says nothing of
     * it.
     *
     * @param purged whether a link with this name is purged
     */
    public static boolean isShown(LinkEvent event, Predicate<String> purged) {
        return isPurge(event) || !purged.test(LinkName.text(event.getLink()));
    }

    private static boolean isPurge(LinkEvent event) {
        return event.getLink().getPurged();
    }

    /**
     * The tags by which a change is found, those that it removes included. A purge has none: who follows a tag must not
     * learn that the link had it.
     */
    public static List<String> tags(LinkEvent event) {
        List<String> tags = new ArrayList<>(event.getLink().getAttributes().getTags());
        if (event.getChange() instanceof LinkEdited edited) {
            tags.addAll(edited.getRemovedTags());
        }
        return tags;
    }

    /** The type of a change. */
    public static String type(LinkEvent event) {
        return isPurge(event) ? PURGED : "link." + ChangeView.change(event).toLowerCase(Locale.ROOT);
    }

    /** A place in the log as text, without dots and spaces. */
    public static String id(String topic, int partition, long offset) {
        return topic + '-' + partition + '-' + offset;
    }
}
