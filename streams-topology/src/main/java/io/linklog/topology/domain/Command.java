package io.linklog.topology.domain;

import io.linklog.schemas.names.ShortCodes;
import io.linklog.schemas.names.TenantName;
import io.linklog.schemas.rules.LinkRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request to change one link. */
public sealed interface Command {

    /** Microseconds in a millisecond. */
    long MICROS_PER_MILLI = 1_000;

    /**
     * Decides this command.
     *
     * @param state of the link; null when its name was never used
     * @param at time of the event that may follow, see {@link Links#decide}
     */
    Decision decide(@Nullable LinkAggregate state, long at, LinkRules rules);

    /**
     * Creates a link.
     *
     * @param name of the link: its code is generated, or a custom slug
     * @param id the ID that the code is made of; null for a custom slug
     * @param origin of the link in another tool; a link that is found keeps its own
     * @param findIfExists whether an existing link of this name is accepted as the result, if it is a hit
     */
    record Create(
            String name, @Nullable Long id, Sender sender, Attributes attributes, Origin origin, boolean findIfExists)
            implements Command {
        @Override
        public Decision decide(@Nullable LinkAggregate state, long at, LinkRules rules) {
            Rejection invalid = invalid(attributes.mistakes(null, rules));
            if (invalid != null) {
                return invalid;
            }
            if (state == null) {
                return Acceptance.of(new Event.LinkCreated(name, id, sender, attributes, origin, at));
            }
            if (findIfExists && isHit(state, at / MICROS_PER_MILLI)) {
                return Acceptance.NOTHING_TO_DO;
            }
            return Rejection.of(Reason.SLUG_TAKEN, ShortCodes.takenMessage(name));
        }

        /**
         * Whether a link is one that a create with findIfExists looks for.
         *
         * @param nowMs milliseconds since 1970
         */
        public boolean isHit(LinkAggregate state, long nowMs) {
            return !state.deleted() && sender.sees(state) && state.attributes().isHit(attributes, nowMs);
        }
    }

    /** Changes attributes of a link. */
    record Edit(String name, Sender sender, @Nullable Long expectedVersion, Changes changes) implements Command {
        @Override
        public Decision decide(@Nullable LinkAggregate state, long at, LinkRules rules) {
            if (state == null || !sender.sees(state)) {
                return notFound(name);
            }
            if (!sender.mayChange(state)) {
                return notOwner(state);
            }
            if (state.takedown() != null) {
                return takenDown(name, state.takedown());
            }
            if (state.deleted()) {
                return gone(name);
            }
            if (isDifferentVersion(expectedVersion, state)) {
                return versionMismatch(state);
            }
            Attributes old = state.attributes();
            Attributes wanted = changes.applyTo(old);
            if (wanted.equals(old)) {
                return Acceptance.NOTHING_TO_DO;
            }
            Rejection invalid = invalid(wanted.mistakes(old, rules));
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

    /** Deletes a link; its name stays taken. */
    record Delete(String name, Sender sender, @Nullable Long expectedVersion) implements Command {
        @Override
        public Decision decide(@Nullable LinkAggregate state, long at, LinkRules rules) {
            if (state == null || !sender.sees(state)) {
                return notFound(name);
            }
            if (!sender.mayChange(state)) {
                return notOwner(state);
            }
            if (state.takedown() != null) {
                return takenDown(name, state.takedown());
            }
            if (state.deleted()) {
                return gone(name);
            }
            if (isDifferentVersion(expectedVersion, state)) {
                return versionMismatch(state);
            }
            return Acceptance.of(new Event.LinkDeleted(at));
        }
    }

    /** Restores a deleted link, unless it leads to a host that was blocked since. */
    record Restore(String name, Sender sender, @Nullable Long expectedVersion) implements Command {
        @Override
        public Decision decide(@Nullable LinkAggregate state, long at, LinkRules rules) {
            if (state == null || !sender.sees(state)) {
                return notFound(name);
            }
            if (!sender.mayChange(state)) {
                return notOwner(state);
            }
            if (state.takedown() != null) {
                return takenDown(name, state.takedown());
            }
            if (isDifferentVersion(expectedVersion, state)) {
                return versionMismatch(state);
            }
            if (!state.deleted()) {
                return Acceptance.NOTHING_TO_DO;
            }
            Rejection invalid = invalid(state.attributes().restoreMistakes(rules));
            return invalid == null ? Acceptance.of(new Event.LinkRestored(at)) : invalid;
        }
    }

    /**
     * Takes a link down. An admin of the default tenant takes down the links of every tenant.
     *
     * @param status 451 or 410
     */
    record TakeDown(String name, Sender sender, String reason, int status) implements Command {
        @Override
        public Decision decide(@Nullable LinkAggregate state, long at, LinkRules rules) {
            if (state == null || state.purged() || !sender.isOf(state) && !sender.isSystemAdmin()) {
                return notFound(name);
            }
            if (!sender.isAdmin()) {
                return notAdmin();
            }
            Takedown before = state.takedown();
            if (before != null && !sender.mayEnd(before)) {
                return takenDown(name, before);
            }
            boolean ofDeleted = before == null ? state.deleted() : before.ofDeleted();
            Takedown after = new Takedown(reason, status, sender.isSystemAdmin(), ofDeleted, at);
            return before != null && after.equals(before.at(at))
                    ? Acceptance.NOTHING_TO_DO
                    : Acceptance.of(new Event.LinkTakenDown(after));
        }
    }

    /** Ends the takedown of a link: it is again what it was before. */
    record Reinstate(String name, Sender sender) implements Command {
        @Override
        public Decision decide(@Nullable LinkAggregate state, long at, LinkRules rules) {
            if (state == null || state.purged() || !sender.isOf(state) && !sender.isSystemAdmin()) {
                return notFound(name);
            }
            if (!sender.isAdmin()) {
                return notAdmin();
            }
            Takedown takedown = state.takedown();
            if (takedown == null) {
                return Acceptance.NOTHING_TO_DO;
            }
            return sender.mayEnd(takedown)
                    ? Acceptance.of(new Event.LinkReinstated(takedown.ofDeleted(), at))
                    : takenDown(name, takedown);
        }
    }

    /** Erases what a deleted link says; its name stays taken. A link that is taken down is kept: it is evidence. */
    record Purge(String name, Sender sender, @Nullable Long expectedVersion) implements Command {
        @Override
        public Decision decide(@Nullable LinkAggregate state, long at, LinkRules rules) {
            if (state == null || !sender.isOf(state)) {
                return notFound(name);
            }
            if (!sender.isAdmin()) {
                return notAdmin();
            }
            if (state.purged()) {
                return Acceptance.NOTHING_TO_DO;
            }
            if (state.takedown() != null) {
                return takenDown(name, state.takedown());
            }
            if (isDifferentVersion(expectedVersion, state)) {
                return versionMismatch(state);
            }
            return state.deleted()
                    ? Acceptance.of(new Event.LinkPurged(state.attributes().tags(), at))
                    : Rejection.of(
                            Reason.NOT_DELETED,
                            "The link \"" + name + "\" is not deleted; delete it first, then purge it.");
        }
    }

    /** Null for no mistakes. */
    private static @Nullable Rejection invalid(List<LinkRules.Mistake> mistakes) {
        return mistakes.isEmpty()
                ? null
                : Rejection.of(
                        Reason.INVALID,
                        mistakes.stream().map(LinkRules.Mistake::toString).collect(Collectors.joining("; ")) + ".");
    }

    private static boolean isDifferentVersion(@Nullable Long expected, LinkAggregate state) {
        return expected != null && expected != state.version();
    }

    // a link of another tenant gets the same answer as no link: a client cannot probe for codes
    private static Rejection notFound(String name) {
        return Rejection.of(Reason.NOT_FOUND, "No link has the code \"" + name + "\".");
    }

    private static Rejection notOwner(LinkAggregate state) {
        String link = "The link \"" + state.name() + "\" was made ";
        return Rejection.of(
                Reason.NOT_OWNER,
                state.createdBy() == null
                        ? link + "without a key, so only the roles editor and admin change it."
                        : link + "by the key " + state.createdBy()
                                + ", and an author changes only links of its own key;"
                                + " use that key, or one with the role editor.");
    }

    private static Rejection notAdmin() {
        return Rejection.of(Reason.NOT_OWNER, "Only an admin takes links down, reinstates and purges them.");
    }

    private static Rejection takenDown(String name, Takedown takedown) {
        return Rejection.of(
                Reason.TAKEN_DOWN,
                "The link \"" + name + "\" was taken down: " + takedown.reason() + ". Only an admin "
                        + (takedown.bySystem() ? "of the tenant " + TenantName.DEFAULT + " " : "")
                        + "reinstates it.");
    }

    private static Rejection gone(String name) {
        return Rejection.of(Reason.GONE, "The link \"" + name + "\" is deleted; restore it first.");
    }

    private static Rejection versionMismatch(LinkAggregate state) {
        return new Rejection(
                Reason.VERSION_MISMATCH,
                "The link is at version " + state.version() + "; read it again and repeat the change.",
                state.version());
    }

    private static List<String> changedFields(Attributes old, Attributes wanted) {
        List<String> fields = new ArrayList<>();
        addIfDifferent(fields, "longUrl", old.longUrl(), wanted.longUrl());
        addIfDifferent(fields, "title", old.title(), wanted.title());
        addIfDifferent(fields, "tags", old.tags(), wanted.tags());
        addIfDifferent(fields, "validSince", old.validSince(), wanted.validSince());
        addIfDifferent(fields, "validUntil", old.validUntil(), wanted.validUntil());
        addIfDifferent(fields, "maxVisits", old.maxVisits(), wanted.maxVisits());
        addIfDifferent(fields, "redirectStatus", old.redirectStatus(), wanted.redirectStatus());
        addIfDifferent(fields, "forwardQuery", old.forwardQuery(), wanted.forwardQuery());
        addIfDifferent(fields, "crawlable", old.crawlable(), wanted.crawlable());
        addIfDifferent(fields, "redirectRules", old.redirectRules(), wanted.redirectRules());
        addIfDifferent(fields, "password", old.passwordHash(), wanted.passwordHash());
        addIfDifferent(fields, "description", old.description(), wanted.description());
        addIfDifferent(fields, "imageUrl", old.imageUrl(), wanted.imageUrl());
        return fields;
    }

    private static void addIfDifferent(
            List<String> fields, String name, @Nullable Object old, @Nullable Object wanted) {
        if (!Objects.equals(old, wanted)) {
            fields.add(name);
        }
    }
}
