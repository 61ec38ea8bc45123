package io.linklog.topology.domain;

import io.linklog.schemas.rules.LinkRules;
import org.jspecify.annotations.Nullable;

/** The two functions that the whole system is built around. Pure and thread-safe. */
public final class Links {

    private final LinkRules rules;

    public Links(LinkRules rules) {
        this.rules = rules;
    }

    /**
     * What becomes of a command.
     *
     * @param state of the code that the command is about; null when it was never given
     * @param now microseconds since 1970; an event gets this time, or the next microsecond after the link's latest
     *     event when clocks went backwards, so that the times of one code's events strictly increase
     */
    public Decision decide(@Nullable LinkAggregate state, Command command, long now) {
        long at = state == null ? now : Math.max(now, state.editedAt() + 1);
        return command.decide(state, at, rules);
    }

    /** The state after a fact. */
    public static LinkAggregate evolve(@Nullable LinkAggregate state, Event event) {
        return event.apply(state);
    }
}
