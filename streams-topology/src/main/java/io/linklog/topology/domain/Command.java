package io.linklog.topology.domain;

import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.rules.ShortCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request to change the link of one code. */
public sealed interface Command {

    /** What becomes of it, see {@link Links#decide}. */
    Decision decide(@Nullable LinkAggregate state, long at, LinkRules rules);

    /**
     * Gives a code to a target.
     *
     * @param code generated or chosen
     * @param findIfExists whether a link of this code that already points to the target will do
     */
    record Create(String code, String tenant, Attributes attributes, boolean findIfExists) implements Command {
        @Override
        public Decision decide(@Nullable LinkAggregate state, long at, LinkRules rules) {
            Rejection invalid = mistakes(attributes, rules);
            if (invalid != null) {
                return invalid;
            }
            if (state == null) {
                return Acceptance.of(new Event.LinkCreated(code, tenant, attributes, at));
            }
            if (findIfExists && isHit(state)) {
                return Acceptance.NOTHING_TO_DO;
            }
            return Rejection.of(Reason.SLUG_TAKEN, ShortCodes.taken(code));
        }

        /** Whether a link is what this create would find. */
        public boolean isHit(LinkAggregate state) {
            return !state.deleted()
                    && state.tenant().equals(tenant)
                    && state.attributes().longUrl().equals(attributes.longUrl());
        }
    }

    /** Changes attributes of a link. */
    record Edit(String code, String tenant, @Nullable Long expectedVersion, Changes changes) implements Command {
        @Override
        public Decision decide(@Nullable LinkAggregate state, long at, LinkRules rules) {
            if (state == null || !state.tenant().equals(tenant)) {
                return notFound(code);
            }
            if (state.deleted()) {
                return gone(code);
            }
            if (isOtherVersion(expectedVersion, state)) {
                return otherVersion(state);
            }
            Attributes old = state.attributes();
            Attributes wanted = changes.applyTo(old);
            if (wanted.equals(old)) {
                return Acceptance.NOTHING_TO_DO;
            }
            Rejection invalid = mistakes(wanted, rules);
            if (invalid != null) {
                return invalid;
            }
            List<String> removedTags = new ArrayList<>(old.tags());
            removedTags.removeAll(wanted.tags());
            String previousLongUrl = wanted.longUrl().equals(old.longUrl()) ? null : old.longUrl();
            return Acceptance.of(
                    new Event.LinkEdited(wanted, changedFields(old, wanted), removedTags, previousLongUrl, at));
        }
    }

    /** Ends a link. */
    record Delete(String code, String tenant, @Nullable Long expectedVersion) implements Command {
        @Override
        public Decision decide(@Nullable LinkAggregate state, long at, LinkRules rules) {
            if (state == null || !state.tenant().equals(tenant)) {
                return notFound(code);
            }
            if (state.deleted()) {
                return gone(code);
            }
            if (isOtherVersion(expectedVersion, state)) {
                return otherVersion(state);
            }
            return Acceptance.of(new Event.LinkDeleted(at));
        }
    }

    /** Brings a deleted link back. */
    record Restore(String code, String tenant, @Nullable Long expectedVersion) implements Command {
        @Override
        public Decision decide(@Nullable LinkAggregate state, long at, LinkRules rules) {
            if (state == null || !state.tenant().equals(tenant)) {
                return notFound(code);
            }
            if (isOtherVersion(expectedVersion, state)) {
                return otherVersion(state);
            }
            return state.deleted() ? Acceptance.of(new Event.LinkRestored(at)) : Acceptance.NOTHING_TO_DO;
        }
    }

    private static @Nullable Rejection mistakes(Attributes attributes, LinkRules rules) {
        List<LinkRules.Mistake> mistakes = rules.mistakes(
                attributes.longUrl(),
                attributes.title(),
                attributes.tags(),
                attributes.validSince(),
                attributes.validUntil(),
                attributes.maxVisits(),
                attributes.redirectStatus());
        return mistakes.isEmpty()
                ? null
                : Rejection.of(
                        Reason.INVALID,
                        mistakes.stream().map(LinkRules.Mistake::toString).collect(Collectors.joining("; ")) + ".");
    }

    private static boolean isOtherVersion(@Nullable Long expected, LinkAggregate state) {
        return expected != null && expected != state.version();
    }

    // another tenant's link is answered like none, so that nobody can probe for codes
    private static Rejection notFound(String code) {
        return Rejection.of(Reason.NOT_FOUND, "There is no link with the code \"" + code + "\".");
    }

    private static Rejection gone(String code) {
        return Rejection.of(Reason.GONE, "The link \"" + code + "\" is deleted; restore it first.");
    }

    private static Rejection otherVersion(LinkAggregate state) {
        return new Rejection(
                Reason.VERSION_MISMATCH,
                "The link is at version " + state.version() + "; read it again and repeat the change.",
                state.version());
    }

    private static List<String> changedFields(Attributes old, Attributes wanted) {
        List<String> fields = new ArrayList<>();
        addIfOther(fields, "longUrl", old.longUrl(), wanted.longUrl());
        addIfOther(fields, "title", old.title(), wanted.title());
        addIfOther(fields, "tags", old.tags(), wanted.tags());
        addIfOther(fields, "validSince", old.validSince(), wanted.validSince());
        addIfOther(fields, "validUntil", old.validUntil(), wanted.validUntil());
        addIfOther(fields, "maxVisits", old.maxVisits(), wanted.maxVisits());
        addIfOther(fields, "redirectStatus", old.redirectStatus(), wanted.redirectStatus());
        addIfOther(fields, "forwardQuery", old.forwardQuery(), wanted.forwardQuery());
        addIfOther(fields, "crawlable", old.crawlable(), wanted.crawlable());
        return fields;
    }

    private static void addIfOther(List<String> fields, String name, @Nullable Object old, @Nullable Object wanted) {
        if (!Objects.equals(old, wanted)) {
            fields.add(name);
        }
    }
}
