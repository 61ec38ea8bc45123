package io.linklog.topology.decision;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkDeleted;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.RejectionReason;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.ShortCodes;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.topology.codes.Codes;
import io.linklog.topology.codes.GeneratedCode;
import io.linklog.topology.domain.Acceptance;
import io.linklog.topology.domain.Command;
import io.linklog.topology.domain.Decision;
import io.linklog.topology.domain.Event;
import io.linklog.topology.domain.LinkAggregate;
import io.linklog.topology.domain.Links;
import io.linklog.topology.domain.Rejection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides commands about one name that this partition owns: creates and changes of a link. */
final class LinkDecider {

    // a generated code equals a custom slug once in millions of millions: eight in a row are a fault, not chance
    private static final int MOST_CLASHES = 8;
    private static final long MICROS_PER_MILLI = 1_000;

    private final Ownership ownership;
    private final Codes codes;
    private final Links links;
    private final PartitionState state;

    LinkDecider(Ownership ownership, Codes codes, LinkRules rules, PartitionState state) {
        this.ownership = ownership;
        this.codes = codes;
        this.links = new Links(rules);
        this.state = state;
    }

    Effects change(LinkCommand command, String name, long time) {
        StoredLink link = state.link(name);
        if (link != null && isRepeat(command, link)) {
            return accept(command, link.getOperation(), link.getLink());
        }
        Command request = LinkRecords.command(command);
        LinkOperation operation = operation(command.getBody());
        return decideLink(command, request, link, operation, operation, time);
    }

    Effects createWithSlug(LinkCommand command, CreateLink create, String slug, long time) {
        String name = LinkName.text(command.getDomain(), slug);
        StoredLink link = state.link(name);
        if (link != null && isRepeat(command, link)) {
            return accept(command, link.getOperation(), link.getLink());
        }
        Command request = LinkRecords.create(name, null, command, create);
        return decideLink(command, request, link, LinkOperation.CREATED, LinkOperation.FOUND, time);
    }

    Effects createWithGeneratedCode(LinkCommand command, CreateLink create, long time) {
        for (int i = 0; i < MOST_CLASHES; i++) {
            GeneratedCode code = codes.next(command.getDomain(), ownership.partition(), ownership.partitions());
            if (code == null) {
                break;
            }
            if (ShortCodes.isReserved(code.text())) {
                continue;
            }
            String name = LinkName.text(command.getDomain(), code.text());
            if (state.link(name) == null) {
                Command request = LinkRecords.create(name, code.id(), command, create);
                return decideLink(command, request, null, LinkOperation.CREATED, LinkOperation.CREATED, time);
            }
            // a custom slug by chance; or the counter of IDs was behind the log, and the next codes are taken, too
            codes.skip(code.id());
        }
        return Effects.answer(OutcomeRecords.reject(
                command, RejectionReason.NO_CODES, "No codes are available at the moment; try again soon."));
    }

    private Effects decideLink(
            LinkCommand command,
            Command request,
            @Nullable StoredLink before,
            LinkOperation operation,
            LinkOperation operationWithoutChange,
            long time) {
        LinkAggregate now = before == null ? null : LinkRecords.aggregate(before.getLink());
        Decision decision = links.decide(now, request, time * MICROS_PER_MILLI);
        if (decision instanceof Rejection rejection) {
            RejectionReason reason = RejectionReason.valueOf(rejection.reason().name());
            return Effects.answer(
                    OutcomeRecords.reject(command, reason, rejection.detail(), rejection.currentVersion()));
        }
        List<Event> events = ((Acceptance) decision).events();
        if (events.isEmpty()) {
            StoredLink unchanged = Objects.requireNonNull(before, "a create of a new code always has an event");
            return accept(command, operationWithoutChange, unchanged.getLink());
        }
        Event event = events.get(0);
        LinkAggregate after = Links.evolve(now, event);
        Link link = LinkRecords.link(after);
        LinkEvent record = LinkRecords.event(command, event, link);
        // a link that is reinstated and was deleted before is deleted again
        LinkOperation done = record.getChange() instanceof LinkDeleted ? LinkOperation.DELETED : operation;
        Effects effects = accept(command, done, link);
        effects.change(record, new StoredLink(link, command.getCommandId(), done));
        UrlChange.of(record).forEach(effects::index);
        return effects;
    }

    /**
     * Whether the latest change of a link came from this very command: a writer without idempotence delivered it twice,
     * and nothing else happened to the link in between.
     */
    private static boolean isRepeat(LinkCommand command, StoredLink link) {
        return link.getCommandId().equals(command.getCommandId())
                && link.getLink().getTenant().equals(command.getTenant());
    }

    private static LinkOperation operation(Object body) {
        if (body instanceof EditLink) {
            return LinkOperation.EDITED;
        }
        return body instanceof DeleteLink ? LinkOperation.DELETED : LinkOperation.RESTORED;
    }

    private static Effects accept(LinkCommand command, LinkOperation operation, Link link) {
        return Effects.answer(OutcomeRecords.accept(command, operation, link));
    }
}
