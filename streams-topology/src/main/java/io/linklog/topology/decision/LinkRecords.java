package io.linklog.topology.decision;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.KeyRole;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkDeleted;
import io.linklog.schemas.LinkEdited;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOrigin;
import io.linklog.schemas.LinkRestored;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.RestoreLink;
import io.linklog.schemas.SenderKey;
import io.linklog.schemas.TakedownOrder;
import io.linklog.schemas.encoding.EpochMicros;
import io.linklog.schemas.names.LinkName;
import io.linklog.topology.domain.Attributes;
import io.linklog.topology.domain.Changes;
import io.linklog.topology.domain.Command;
import io.linklog.topology.domain.Event;
import io.linklog.topology.domain.LinkAggregate;
import io.linklog.topology.domain.Origin;
import io.linklog.topology.domain.Sender;
import io.linklog.topology.domain.Takedown;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Converts between the Avro records and the values of the domain. */
final class LinkRecords {

    private LinkRecords() {}

    static LinkAggregate aggregate(Link link) {
        return new LinkAggregate(
                LinkName.text(link),
                link.getTenant(),
                link.getCreatedBy(),
                link.getVersion(),
                link.getState() == LinkState.DELETED,
                EpochMicros.of(link.getCreatedAt()),
                EpochMicros.of(link.getEditedAt()),
                origin(link.getOrigin()),
                attributes(link.getAttributes()),
                takedown(link.getTakedown()),
                link.getPurged());
    }

    static Link link(LinkAggregate state) {
        Attributes attributes = state.attributes();
        LinkName name = LinkName.parse(state.name());
        // not the builder: it copies and checks every field, at each create
        return new Link(
                name.code(),
                state.tenant(),
                state.version(),
                state.deleted() ? LinkState.DELETED : LinkState.ACTIVE,
                EpochMicros.toInstant(state.createdAt()),
                EpochMicros.toInstant(state.editedAt()),
                new LinkAttributes(
                        attributes.longUrl(),
                        attributes.title(),
                        attributes.tags(),
                        attributes.validSince(),
                        attributes.validUntil(),
                        attributes.maxVisits(),
                        attributes.redirectStatus(),
                        attributes.forwardQuery(),
                        attributes.crawlable(),
                        RuleRecords.write(attributes.redirectRules()),
                        attributes.passwordHash(),
                        attributes.description(),
                        attributes.imageUrl()),
                state.createdBy(),
                name.domain(),
                record(state.takedown()),
                state.purged(),
                record(state.origin()));
    }

    private static @Nullable Takedown takedown(io.linklog.schemas.@Nullable Takedown record) {
        return record == null
                ? null
                : new Takedown(
                        record.getReason(),
                        record.getStatus(),
                        record.getBySystem(),
                        record.getOfDeleted(),
                        EpochMicros.of(record.getAt()));
    }

    private static io.linklog.schemas.@Nullable Takedown record(@Nullable Takedown takedown) {
        return takedown == null
                ? null
                : new io.linklog.schemas.Takedown(
                        takedown.reason(),
                        takedown.status(),
                        takedown.bySystem(),
                        takedown.ofDeleted(),
                        EpochMicros.toInstant(takedown.at()));
    }

    private static Origin origin(@Nullable LinkOrigin record) {
        return record == null ? Origin.HERE : new Origin(record.getDateCreated(), record.getBaseVisits());
    }

    private static @Nullable LinkOrigin record(Origin origin) {
        return origin.equals(Origin.HERE) ? null : new LinkOrigin(origin.dateCreated(), origin.baseVisits());
    }

    static LinkEvent event(LinkCommand command, Event event, Link after) {
        SenderKey key = command.getSenderKey();
        return new LinkEvent(command.getCommandId(), change(event), after, key == null ? null : key.getId());
    }

    static Command.Create create(String name, @Nullable Long id, LinkCommand command, CreateLink create) {
        return new Command.Create(
                name,
                id,
                sender(command),
                attributes(create.getAttributes()),
                origin(create.getOrigin()),
                create.getFindIfExists());
    }

    static Command command(LinkCommand command) {
        Object body = command.getBody();
        Sender sender = sender(command);
        if (body instanceof EditLink edit) {
            return new Command.Edit(
                    LinkName.text(command.getDomain(), edit.getCode()),
                    sender,
                    edit.getExpectedVersion(),
                    changes(edit));
        }
        if (body instanceof DeleteLink delete) {
            String name = LinkName.text(command.getDomain(), delete.getCode());
            if (delete.getPurge()) {
                return new Command.Purge(name, sender, delete.getExpectedVersion());
            }
            TakedownOrder order = delete.getTakedown();
            return order == null
                    ? new Command.Delete(name, sender, delete.getExpectedVersion())
                    : new Command.TakeDown(name, sender, order.getReason(), order.getStatus());
        }
        if (body instanceof RestoreLink restore) {
            String name = LinkName.text(command.getDomain(), restore.getCode());
            return restore.getReinstate()
                    ? new Command.Reinstate(name, sender)
                    : new Command.Restore(name, sender, restore.getExpectedVersion());
        }
        throw new IllegalArgumentException("Not a command about an existing link: " + body);
    }

    private static Sender sender(LinkCommand command) {
        SenderKey key = command.getSenderKey();
        if (key == null) {
            return Sender.withoutKey(command.getTenant());
        }
        boolean changesAll = key.getRole() == KeyRole.EDITOR || key.getRole() == KeyRole.ADMIN;
        return new Sender(command.getTenant(), key.getId(), changesAll, key.getRole() == KeyRole.ADMIN);
    }

    /** The same create with another candidate, or with none. */
    static CreateLink withCandidate(CreateLink create, @Nullable String candidate) {
        return new CreateLink(
                create.getCustomSlug(),
                create.getFindIfExists(),
                create.getAttributes(),
                candidate,
                create.getOrigin());
    }

    private static Attributes attributes(LinkAttributes attributes) {
        return new Attributes(
                attributes.getLongUrl(),
                attributes.getTitle(),
                attributes.getTags(),
                attributes.getValidSince(),
                attributes.getValidUntil(),
                attributes.getMaxVisits(),
                attributes.getRedirectStatus(),
                attributes.getForwardQuery(),
                attributes.getCrawlable(),
                RuleRecords.read(attributes.getRedirectRules()),
                attributes.getPasswordHash(),
                attributes.getDescription(),
                attributes.getImageUrl());
    }

    private static Changes changes(EditLink edit) {
        LinkChanges set = edit.getSet();
        return new Changes(
                set.getLongUrl(),
                set.getTitle(),
                set.getTags(),
                set.getValidSince(),
                set.getValidUntil(),
                set.getMaxVisits(),
                set.getRedirectStatus(),
                set.getForwardQuery(),
                set.getCrawlable(),
                set.getRedirectRules() == null ? null : RuleRecords.read(set.getRedirectRules()),
                set.getPasswordHash(),
                set.getDescription(),
                set.getImageUrl(),
                Set.copyOf(edit.getClear()));
    }

    private static Object change(Event event) {
        if (event instanceof Event.LinkCreated created) {
            return new LinkCreated(created.id());
        }
        if (event instanceof Event.LinkEdited edited) {
            return new LinkEdited(edited.fields(), edited.removedTags(), edited.previousLongUrl());
        }
        if (event instanceof Event.LinkPurged purged) {
            return new LinkDeleted(purged.removedTags());
        }
        // a reader that does not know takedowns takes such a link for deleted
        return event instanceof Event.LinkDeleted
                        || event instanceof Event.LinkTakenDown
                        || event instanceof Event.LinkReinstated reinstated && reinstated.deleted()
                ? new LinkDeleted(List.of())
                : new LinkRestored();
    }
}
