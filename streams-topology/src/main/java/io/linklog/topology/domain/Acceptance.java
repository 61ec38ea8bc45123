package io.linklog.topology.domain;

import java.util.List;

/**
 * The command is accepted.
 *
 * @param events that happen, in order; empty if the command changes nothing
 */
public record Acceptance(List<Event> events) implements Decision {

    static final Acceptance NOTHING_TO_DO = new Acceptance(List.of());

    public Acceptance {
        events = List.copyOf(events);
    }

    static Acceptance of(Event event) {
        return new Acceptance(List.of(event));
    }
}
