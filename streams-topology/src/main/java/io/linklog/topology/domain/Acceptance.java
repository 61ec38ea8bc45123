package io.linklog.topology.domain;

import java.util.List;

/**
 * The command holds.
 *
 * @param events what it led to, in order; empty when everything already was as the command wants it
 */
public record Accepted(List<Event> events) implements Decision {

    static final Accepted NOTHING_TO_DO = new Accepted(List.of());

    public Accepted {
        events = List.copyOf(events);
    }

    static Accepted of(Event event) {
        return new Accepted(List.of(event));
    }
}
