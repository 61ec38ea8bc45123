package io.linklog.topology.decision;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.RejectionReason;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.ShortCodes;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.topology.codes.Codes;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides the commands of one partition, one after another. It changes nothing: the caller applies the returned
 * {@link Effects} before it asks for the next decision. Confined to one thread.
 *
 * <p>The order of the checks matters:
 *
 * <ol>
 *   <li>Is the command valid? This bounds everything that follows.
 *   <li>Does this partition own its key? If not, the command is forwarded.
 *   <li>Was the same request decided under its idempotency key? If so, it gets the same answer.
 *   <li>How does the link change?
 * </ol>
 */
public final class CommandDecider {

    private final Ownership ownership;
    private final LinkRules rules;
    private final LinkDecider links;
    private final LinkFinder finder;
    private final PartitionState state;

    /**
     * @param codes where generated codes come from
     * @param state of the partition; read, never written
     */
    public CommandDecider(Ownership ownership, Codes codes, LinkRules rules, PartitionState state) {
        this.ownership = ownership;
        this.rules = rules;
        this.links = new LinkDecider(ownership, codes, rules, state);
        this.finder = new LinkFinder(ownership, state);
        this.state = state;
    }

    /**
     * Decides a command. Never fails for what a command contains: an invalid one is rejected.
     *
     * @param time of the command's record, milliseconds since 1970
     */
    public Effects decide(LinkCommand command, long time) {
        List<LinkRules.Mistake> mistakes =
                rules.mistakes(command, Instant.ofEpochMilli(time), target -> isPresent(command, target));
        if (!mistakes.isEmpty()) {
            return reject(
                    command,
                    RejectionReason.INVALID,
                    mistakes.stream().map(LinkRules.Mistake::toString).collect(Collectors.joining("; ")) + ".");
        }
        CreateLink create = command.getBody() instanceof CreateLink body ? body : null;
        if (create == null && !ShortCodes.isWellFormed(IdempotencyScope.code(command.getBody()))) {
            // no link can have this code, so no partition needs to be asked
            return reject(command, RejectionReason.NOT_FOUND, "No link has such a code.");
        }
        if (isElsewhere(command, create)) {
            return Forwarding.forwardToOwner(command);
        }
        String scope = IdempotencyScope.of(command);
        return scope == null ? dispatch(command, create, null, time) : decideOnce(scope, command, create, time);
    }

    /** Decides a command with an idempotency key, unless the same request was decided before. */
    private Effects decideOnce(String scope, LinkCommand command, @Nullable CreateLink create, long time) {
        String fingerprint = BodyFingerprint.of(command);
        RememberedCommand before = state.find(scope, time);
        if (before != null && !before.getFingerprint().equals(fingerprint)) {
            return reject(
                    command,
                    RejectionReason.KEY_REUSED,
                    "This Idempotency-Key was used for another request within 24 hours; take a new key.");
        }
        if (before != null && before.getOutcome() != null) {
            return repeat(command, create, before.getOutcome());
        }
        Effects effects = dispatch(command, create, before, time);
        remember(effects, scope, fingerprint, time);
        return effects;
    }

    /** The same answer again, unless it would show a link that is purged since. */
    private Effects repeat(LinkCommand command, @Nullable CreateLink create, LinkOutcome outcome) {
        if (outcome.getResult() instanceof Accepted accepted) {
            StoredLink link = state.link(LinkName.text(accepted.getLink()));
            if (link != null
                    && link.getLink().getPurged()
                    && !accepted.getLink().getPurged()) {
                return reject(
                        command,
                        create == null ? RejectionReason.NOT_FOUND : RejectionReason.GONE,
                        "The link that this request led to is purged.");
            }
        }
        return Effects.answer(OutcomeRecords.repeat(command, outcome));
    }

    private Effects dispatch(
            LinkCommand command, @Nullable CreateLink create, @Nullable RememberedCommand before, long time) {
        if (create == null) {
            return links.change(command, IdempotencyScope.name(command), time);
        }
        if (create.getCustomSlug() != null) {
            return links.createWithSlug(command, create, create.getCustomSlug(), time);
        }
        if (create.getCandidate() != null) {
            return finder.confirm(command, create, create.getCandidate(), before, time);
        }
        return create.getFindIfExists()
                ? finder.find(command, create, before, time, () -> links.createWithGeneratedCode(command, create, time))
                : links.createWithGeneratedCode(command, create, time);
    }

    private static void remember(Effects effects, String scope, String fingerprint, long time) {
        LinkOutcome outcome = effects.outcome();
        LinkCommand forward = effects.commandToForward();
        Instant decidedAt = Instant.ofEpochMilli(time);
        if (outcome != null && OutcomeRecords.isFinal(outcome)) {
            effects.remember(scope, new RememberedCommand(fingerprint, decidedAt, null, outcome));
        } else if (forward != null) {
            String candidate = ((CreateLink) forward.getBody()).getCandidate();
            effects.remember(
                    scope, new RememberedCommand(fingerprint, decidedAt, candidate == null ? "" : candidate, null));
        }
    }

    /** Whether a link that is edited has a target already. The partition of the link judges. */
    private boolean isPresent(LinkCommand command, String target) {
        if (!ownership.owns(CommandKey.of(command))) {
            return true;
        }
        StoredLink stored = state.link(IdempotencyScope.name(command));
        return stored != null
                && stored.getLink().getTenant().equals(command.getTenant())
                && targets(stored.getLink().getAttributes()).anyMatch(target::equals);
    }

    private static Stream<@Nullable String> targets(LinkAttributes attributes) {
        return Stream.concat(
                Stream.of(attributes.getLongUrl(), attributes.getImageUrl()),
                attributes.getRedirectRules().stream().map(RedirectRule::getLongUrl));
    }

    private boolean isElsewhere(LinkCommand command, @Nullable CreateLink create) {
        // any partition can decide such a create: it names no code, no URL to find and no key
        boolean anyPartitionWillDo = create != null
                && create.getCustomSlug() == null
                && create.getCandidate() == null
                && !create.getFindIfExists()
                && command.getIdempotencyKey() == null;
        return !anyPartitionWillDo && !ownership.owns(CommandKey.of(command));
    }

    private static Effects reject(LinkCommand command, RejectionReason reason, String detail) {
        return Effects.answer(OutcomeRecords.reject(command, reason, detail));
    }
}
