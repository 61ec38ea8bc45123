package io.linklog.topology.domain;

import io.linklog.schemas.rules.LinkRules;
import org.jspecify.annotations.Nullable;

/** Decides commands and applies events: the two functions at the core of the system. Pure and thread-safe. */
public final class Links {

    private final LinkRules rules;

    public Links(LinkRules rules) {
        this.rules = rules;
    }

    /**
     * Decides a command.
     *
     * @param state of the code that the command names; null when the code was never used
     * @param now microseconds since 1970. An event gets this time. When the clock went backwards, it gets the
     *     microsecond after the link's latest event: the times of one code's events strictly increase
     */
    public Decision decide(@Nullable LinkAggregate state, Command command, long now) {
        long at = state == null ? now : Math.max(now, state.editedAt() + 1);
        return command.decide(state, at, rules);
    }

    /** The state after an event. */
    public static LinkAggregate evolve(@Nullable LinkAggregate state, Event event) {
        return event.apply(state);
    }
}
