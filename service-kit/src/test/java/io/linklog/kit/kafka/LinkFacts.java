package io.linklog.kit.kafka;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkDeleted;
import io.linklog.schemas.LinkEdited;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkRestored;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.rules.LinkDefaults;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The events of one link, as the topology writes them: versions increase by one, times increase strictly. */
public final class LinkFacts {

    private static final Instant BEGIN = Instant.parse("2026-05-01T10:59:59.999999Z");

    private final List<LinkEvent> events = new ArrayList<>();
    private @Nullable Link last;

    /** The event that creates a link. More events can be added. */
    public static LinkFacts of(String code, String longUrl, String... tags) {
        LinkFacts facts = new LinkFacts();
        LinkAttributes attributes = LinkAttributes.newBuilder()
                .setRedirectRules(List.of())
                .setLongUrl(longUrl)
                .setTitle("Title of " + code)
                .setTags(List.of(tags))
                .setValidUntil(BEGIN.plus(365, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MILLIS))
                .build();
        Link link = Link.newBuilder()
                .setCode(code)
                .setTenant("default")
                .setVersion(1)
                .setState(LinkState.ACTIVE)
                .setCreatedAt(BEGIN)
                .setEditedAt(BEGIN)
                .setAttributes(attributes)
                .build();
        facts.add(new LinkCreated(), link);
        return facts;
    }

    /** Adds an edit of the URL, the title and the tags. */
    public LinkFacts edit(String longUrl, @Nullable String title, String... tags) {
        Link link = nextVersion();
        List<String> removed = new ArrayList<>(link.getAttributes().getTags());
        removed.removeAll(List.of(tags));
        String previous = link.getAttributes().getLongUrl();
        link.getAttributes().setLongUrl(longUrl);
        link.getAttributes().setTitle(title);
        link.getAttributes().setTags(List.of(tags));
        return add(new LinkEdited(List.of("longUrl", "title", "tags"), removed, previous), link);
    }

    public LinkFacts delete() {
        Link link = nextVersion();
        link.setState(LinkState.DELETED);
        return add(new LinkDeleted(List.of()), link);
    }

    public LinkFacts restore() {
        Link link = nextVersion();
        link.setState(LinkState.ACTIVE);
        return add(new LinkRestored(), link);
    }

    /** Adds the purge of a deleted link, as the topology writes it. */
    public LinkFacts purge() {
        Link link = nextVersion();
        List<String> tags = link.getAttributes().getTags();
        link.setAttributes(LinkDefaults.attributes(""));
        link.setCreatedBy(null);
        link.setPurged(true);
        return add(new LinkDeleted(tags), link);
    }

    public List<LinkEvent> events() {
        return List.copyOf(events);
    }

    private Link nextVersion() {
        Link link = copy(last);
        link.setVersion(link.getVersion() + 1);
        link.setEditedAt(link.getEditedAt().plus(1, ChronoUnit.MICROS));
        return link;
    }

    private LinkFacts add(Object change, Link link) {
        last = link;
        events.add(new LinkEvent(UUID.randomUUID().toString(), change, copy(link), null));
        return this;
    }

    /** A copy of its own. Not by a generated builder: Avro trusts these classes only after a serde exists. */
    public static Link copy(Link link) {
        LinkAttributes of = link.getAttributes();
        LinkAttributes attributes = new LinkAttributes(
                of.getLongUrl(),
                of.getTitle(),
                List.copyOf(of.getTags()),
                of.getValidSince(),
                of.getValidUntil(),
                of.getMaxVisits(),
                of.getRedirectStatus(),
                of.getForwardQuery(),
                of.getCrawlable(),
                List.copyOf(of.getRedirectRules()),
                of.getPasswordHash(),
                of.getDescription(),
                of.getImageUrl());
        return new Link(
                link.getCode(),
                link.getTenant(),
                link.getVersion(),
                link.getState(),
                link.getCreatedAt(),
                link.getEditedAt(),
                attributes,
                link.getCreatedBy(),
                link.getDomain(),
                link.getTakedown(),
                link.getPurged(),
                link.getOrigin());
    }
}
