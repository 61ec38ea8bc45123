package io.linklog.query;

import io.linklog.kit.kafka.LinkFacts;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkDeleted;
import io.linklog.schemas.LinkEdited;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkRestored;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.Takedown;
import io.linklog.schemas.rules.LinkDefaults;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Makes links and events like the topology. */
public final class TestLinks {

    public static final Instant CREATED = Instant.parse("2026-03-01T10:00:00.000001Z");

    private TestLinks() {}

    public static Link link(String code, String longUrl) {
        return new Link(
                code,
                "default",
                1L,
                LinkState.ACTIVE,
                CREATED,
                CREATED,
                LinkDefaults.attributes(longUrl),
                null,
                null,
                null,
                false,
                null);
    }

    public static Link with(Link link, Consumer<Link> change) {
        Link copy = LinkFacts.copy(link);
        change.accept(copy);
        return copy;
    }

    public static LinkEvent create(Link link) {
        return new LinkEvent(UUID.randomUUID().toString(), new LinkCreated(), link, null);
    }

    /** An edit: the next version, one second later. */
    public static LinkEvent edit(Link before, Consumer<Link> change) {
        Link after = with(next(before), change);
        String previous =
                before.getAttributes().getLongUrl().equals(after.getAttributes().getLongUrl())
                        ? null
                        : before.getAttributes().getLongUrl();
        return new LinkEvent(
                UUID.randomUUID().toString(), new LinkEdited(List.of("longUrl"), List.of(), previous), after, null);
    }

    public static LinkEvent delete(Link before) {
        return new LinkEvent(
                UUID.randomUUID().toString(),
                new LinkDeleted(List.of()),
                with(next(before), link -> link.setState(LinkState.DELETED)),
                null);
    }

    /** A takedown by an admin of the link's tenant. */
    public static LinkEvent takeDown(Link before, String reason) {
        LinkEvent event = delete(before);
        Link after = event.getLink();
        after.setTakedown(new Takedown(reason, 451, false, false, after.getEditedAt()));
        return event;
    }

    public static LinkEvent reinstate(Link before) {
        LinkEvent event = restore(before);
        event.getLink().setTakedown(null);
        return event;
    }

    public static LinkEvent restore(Link before) {
        return new LinkEvent(
                UUID.randomUUID().toString(),
                new LinkRestored(),
                with(next(before), link -> link.setState(LinkState.ACTIVE)),
                null);
    }

    private static Link next(Link before) {
        return with(before, link -> {
            link.setVersion(before.getVersion() + 1);
            link.setEditedAt(before.getEditedAt().plus(Duration.ofSeconds(1)));
        });
    }
}
