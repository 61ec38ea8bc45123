package io.linklog.topology;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.RejectionReason;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.RestoreLink;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.rules.ShortCodes;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.topology.codes.Codes;
import io.linklog.topology.domain.Accepted;
import io.linklog.topology.domain.Command;
import io.linklog.topology.domain.Decision;
import io.linklog.topology.domain.Event;
import io.linklog.topology.domain.LinkState;
import io.linklog.topology.domain.Links;
import io.linklog.topology.domain.Rejected;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides one command after another for one partition. Changes nothing: what is to be done comes back as
 * {@link Effects}. Confined to the task's thread.
 *
 * <p>The order of the questions matters: is it well formed (bounds everything that follows), is it here at the right
 * place, was it asked before, and only then what becomes of it.
 */
final class CommandDesk {

    /** So often a command is passed on to where it belongs before it is refused. */
    static final int MOST_ATTEMPTS = 3;

    /** From this attempt on a create by findIfExists asks no other partition. */
    static final int SENT_BACK = 2;

    // a generated code meets a chosen slug once in millions of millions; eight times is a fault, not chance
    private static final int MOST_CLASHES = 8;
    private static final long MICROS_PER_MILLI = 1_000;

    private final Ownership ownership;
    private final Codes codes;
    private final LinkRules rules;
    private final Links links;
    private final PartitionState state;

    CommandDesk(Ownership ownership, Codes codes, LinkRules rules, PartitionState state) {
        this.ownership = ownership;
        this.codes = codes;
        this.rules = rules;
        this.links = new Links(rules);
        this.state = state;
    }

    /**
     * What a command leads to.
     *
     * @param time of its record, milliseconds since 1970
     */
    Effects decide(LinkCommand command, long time) {
        List<LinkRules.Mistake> mistakes = rules.mistakes(command);
        if (!mistakes.isEmpty()) {
            return rejected(
                    command,
                    RejectionReason.INVALID,
                    mistakes.stream().map(LinkRules.Mistake::toString).collect(Collectors.joining("; ")) + ".");
        }
        CreateLink create = command.getBody() instanceof CreateLink body ? body : null;
        if (create == null && !ShortCodes.isWellFormed(code(command.getBody()))) {
            // no link can have it, so no partition need be asked
            return rejected(command, RejectionReason.NOT_FOUND, "There is no link with such a code.");
        }
        if (isElsewhere(command, create)) {
            return brought(command);
        }
        if (command.getIdempotencyKey() == null) {
            return answer(command, create, null, time);
        }
        String scope = scope(command, create);
        String fingerprint = Fingerprint.of(command);
        RememberedCommand before = state.remembered(scope, time);
        if (before != null) {
            if (!before.getFingerprint().equals(fingerprint)) {
                return rejected(
                        command,
                        RejectionReason.KEY_REUSED,
                        "This Idempotency-Key was used for another request within 24 hours; take a new key.");
            }
            if (before.getOutcome() != null) {
                Effects effects = new Effects();
                effects.answer(Outcomes.again(command, before.getOutcome()));
                return effects;
            }
        }
        Effects effects = answer(command, create, before, time);
        remember(effects, scope, fingerprint, time);
        return effects;
    }

    private Effects answer(
            LinkCommand command, @Nullable CreateLink create, @Nullable RememberedCommand before, long time) {
        if (create == null) {
            return change(command, code(command.getBody()), time);
        }
        if (create.getCustomSlug() != null) {
            return createChosen(command, create, create.getCustomSlug(), time);
        }
        if (create.getCandidate() != null) {
            return confirm(command, create, create.getCandidate(), before);
        }
        if (create.getFindIfExists()) {
            Effects found = find(command, create, before);
            if (found != null) {
                return found;
            }
        }
        return createGenerated(command, create, time);
    }

    private Effects change(LinkCommand command, String code, long time) {
        StoredLink link = state.link(code);
        if (isRepeat(command, link)) {
            return accepted(command, link.getOperation(), link.getLink());
        }
        LinkOperation operation = command.getBody() instanceof EditLink
                ? LinkOperation.EDITED
                : command.getBody() instanceof DeleteLink ? LinkOperation.DELETED : LinkOperation.RESTORED;
        Command request = LinkRecords.command(command.getTenant(), command.getBody());
        return ruled(command, request, link, operation, operation, time);
    }

    private Effects createChosen(LinkCommand command, CreateLink create, String slug, long time) {
        StoredLink link = state.link(slug);
        if (isRepeat(command, link)) {
            return accepted(command, link.getOperation(), link.getLink());
        }
        Command request = LinkRecords.create(slug, command.getTenant(), create);
        return ruled(command, request, link, LinkOperation.CREATED, LinkOperation.FOUND, time);
    }

    private Effects createGenerated(LinkCommand command, CreateLink create, long time) {
        for (int i = 0; i < MOST_CLASHES; i++) {
            String code = codes.next(ownership.partition(), ownership.partitions());
            if (code == null) {
                break;
            }
            // somebody may have chosen the very code as a slug, or its like be reserved
            if (!ShortCodes.isReserved(code) && state.link(code) == null) {
                Command request = LinkRecords.create(code, command.getTenant(), create);
                return ruled(command, request, null, LinkOperation.CREATED, LinkOperation.CREATED, time);
            }
        }
        return rejected(command, RejectionReason.NO_CODES, "There are no codes at hand just now; try again soon.");
    }

    /**
     * Looks for a link to the same URL; this is the partition that owns the URL. A link of another partition is asked
     * for by passing the command on to its owner, once.
     *
     * @return null when there is none and one is to be created here
     */
    private @Nullable Effects find(LinkCommand command, CreateLink create, @Nullable RememberedCommand before) {
        boolean mayAsk = command.getAttempt() < SENT_BACK;
        if (mayAsk
                && before != null
                && before.getPassedTo() != null
                && !before.getPassedTo().isEmpty()) {
            // an earlier command under the same key went there, and the answer must be the same one
            return asked(command, create, before.getPassedTo());
        }
        String elsewhere = null;
        for (String code : state.candidates(
                CommandKey.url(command.getTenant(), create.getAttributes().getLongUrl()))) {
            if (ownership.owns(code)) {
                StoredLink link = state.link(code);
                if (isHit(command, create, code, link)) {
                    return accepted(command, LinkOperation.FOUND, link.getLink());
                }
            } else if (elsewhere == null) {
                elsewhere = code;
            }
        }
        return mayAsk && elsewhere != null ? asked(command, create, elsewhere) : null;
    }

    /** Answers for a code of this partition whether it is what a create by findIfExists looks for. */
    private Effects confirm(
            LinkCommand command, CreateLink create, String candidate, @Nullable RememberedCommand before) {
        boolean sentBackBefore = before != null;
        StoredLink link = sentBackBefore ? null : state.link(candidate);
        if (isHit(command, create, candidate, link)) {
            return accepted(command, LinkOperation.FOUND, link.getLink());
        }
        Effects effects = new Effects();
        effects.passOn(attempt(
                command, Math.max(SENT_BACK, command.getAttempt() + 1), LinkRecords.withCandidate(create, null)));
        return effects;
    }

    private static Effects asked(LinkCommand command, CreateLink create, String candidate) {
        Effects effects = new Effects();
        effects.passOn(attempt(command, command.getAttempt() + 1, LinkRecords.withCandidate(create, candidate)));
        return effects;
    }

    /** A foreign partitioner brought it here; two partitions must never own one code, so on it goes. */
    private static Effects brought(LinkCommand command) {
        if (command.getAttempt() >= MOST_ATTEMPTS) {
            return rejected(
                    command,
                    RejectionReason.INVALID,
                    "The command came to a partition that does not own its key, " + MOST_ATTEMPTS
                            + " times; partition link-commands by murmur2 of the key, as Kafka's default does.");
        }
        Effects effects = new Effects();
        effects.passOn(attempt(command, Math.max(0, command.getAttempt()) + 1, command.getBody()));
        return effects;
    }

    private Effects ruled(
            LinkCommand command,
            Command request,
            @Nullable StoredLink before,
            LinkOperation operation,
            LinkOperation ifNothingChanged,
            long time) {
        LinkState now = before == null ? null : LinkRecords.state(before.getLink());
        Decision decision = links.decide(now, request, time * MICROS_PER_MILLI);
        if (decision instanceof Rejected rejected) {
            Effects effects = new Effects();
            effects.answer(Outcomes.rejected(
                    command,
                    RejectionReason.valueOf(rejected.reason().name()),
                    rejected.detail(),
                    rejected.currentVersion()));
            return effects;
        }
        List<Event> events = ((Accepted) decision).events();
        if (events.isEmpty()) {
            return accepted(command, ifNothingChanged, before.getLink());
        }
        Event event = events.get(0);
        LinkState after = Links.evolve(now, event);
        Link link = LinkRecords.link(after);
        Effects effects = accepted(command, operation, link);
        effects.change(
                LinkRecords.event(command.getCommandId(), event, link),
                new StoredLink(link, command.getCommandId(), operation));
        index(effects, event, after);
        return effects;
    }

    private static void index(Effects effects, Event event, LinkState after) {
        String url = after.attributes().longUrl();
        if (event instanceof Event.LinkEdited edited) {
            if (edited.previousLongUrl() != null) {
                effects.index(UrlIndex.Change.removed(after.tenant(), edited.previousLongUrl(), after.code()));
                effects.index(UrlIndex.Change.added(after.tenant(), url, after.code()));
            }
        } else if (after.deleted()) {
            effects.index(UrlIndex.Change.removed(after.tenant(), url, after.code()));
        } else {
            effects.index(UrlIndex.Change.added(after.tenant(), url, after.code()));
        }
    }

    private static void remember(Effects effects, String scope, String fingerprint, long time) {
        LinkOutcome outcome = effects.outcome();
        LinkCommand passedOn = effects.passedOn();
        Instant decidedAt = Instant.ofEpochMilli(time);
        if (outcome != null && Outcomes.isToBeRepeated(outcome)) {
            effects.remember(scope, new RememberedCommand(fingerprint, decidedAt, null, outcome));
        } else if (passedOn != null) {
            String to = ((CreateLink) passedOn.getBody()).getCandidate();
            effects.remember(scope, new RememberedCommand(fingerprint, decidedAt, to == null ? "" : to, null));
        }
    }

    private boolean isElsewhere(LinkCommand command, @Nullable CreateLink create) {
        boolean anywhere = create != null
                && create.getCustomSlug() == null
                && create.getCandidate() == null
                && !create.getFindIfExists()
                && command.getIdempotencyKey() == null;
        return !anywhere && !ownership.owns(CommandKey.of(command));
    }

    /** Delivered twice by a writer that is not idempotent, and nothing happened to the link in between. */
    private static boolean isRepeat(LinkCommand command, @Nullable StoredLink link) {
        return link != null
                && link.getCommandId().equals(command.getCommandId())
                && link.getLink().getTenant().equals(command.getTenant());
    }

    private static boolean isHit(LinkCommand command, CreateLink create, String code, @Nullable StoredLink link) {
        return link != null
                && LinkRecords.create(code, command.getTenant(), create).isHit(LinkRecords.state(link.getLink()));
    }

    // spaces stand in none of the parts
    private static String scope(LinkCommand command, @Nullable CreateLink create) {
        String operation = command.getBody().getClass().getSimpleName();
        String named = create == null ? code(command.getBody()) : create.getCustomSlug();
        return command.getTenant()
                + ' '
                + operation
                + ' '
                + (named == null ? "" : named)
                + ' '
                + command.getIdempotencyKey();
    }

    private static String code(Object body) {
        if (body instanceof EditLink edit) {
            return edit.getCode();
        }
        if (body instanceof DeleteLink delete) {
            return delete.getCode();
        }
        return ((RestoreLink) body).getCode();
    }

    private static LinkCommand attempt(LinkCommand command, int attempt, Object body) {
        return new LinkCommand(
                command.getCommandId(),
                command.getTenant(),
                command.getIdempotencyKey(),
                command.getFingerprint(),
                command.getReplyPartition(),
                attempt,
                body);
    }

    private static Effects accepted(LinkCommand command, LinkOperation operation, Link link) {
        Effects effects = new Effects();
        effects.answer(Outcomes.accepted(command, operation, link));
        return effects;
    }

    private static Effects rejected(LinkCommand command, RejectionReason reason, String detail) {
        Effects effects = new Effects();
        effects.answer(Outcomes.rejected(command, reason, detail));
        return effects;
    }
}
