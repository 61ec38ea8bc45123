package io.linklog.topology.decision;

import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one command leads to. The decider collects it before anything is applied, so an exception while
 * deciding leaves no effect. Confined to one call.
 */
public final class Effects {

    /** The new state of a link and the event that led to it. */
    public record Change(LinkEvent event, StoredLink link) {}

    /** An entry of the idempotency store. */
    public record Memory(String scope, RememberedCommand entry) {}

    private @Nullable Change change;
    private @Nullable LinkOutcome outcome;
    private @Nullable LinkCommand forward;
    private @Nullable Memory memory;
    private List<UrlChange> urlChanges = List.of();

    private Effects() {}

    /** The command is answered. */
    static Effects answer(LinkOutcome outcome) {
        Effects effects = new Effects();
        effects.outcome = outcome;
        return effects;
    }

    /** The command is sent on: another partition, or this one again, decides it. */
    static Effects forward(LinkCommand command) {
        Effects effects = new Effects();
        effects.forward = command;
        return effects;
    }

    void change(LinkEvent event, StoredLink link) {
        change = new Change(event, link);
    }

    void index(UrlChange urlChange) {
        if (urlChanges.isEmpty()) {
            urlChanges = new ArrayList<>(2);
        }
        urlChanges.add(urlChange);
    }

    void remember(String scope, RememberedCommand entry) {
        memory = new Memory(scope, entry);
    }

    /** Null when no link changes. */
    public @Nullable Change change() {
        return change;
    }

    /** Null when the command is sent on. */
    public @Nullable LinkOutcome outcome() {
        return outcome;
    }

    /** The command to send on; null when the command is answered. */
    public @Nullable LinkCommand commandToForward() {
        return forward;
    }

    /** Null when the command has no idempotency key, or when a repeat must be decided again. */
    public @Nullable Memory memory() {
        return memory;
    }

    /** Entries of the URL index that change; empty when none does. */
    public List<UrlChange> urlChanges() {
        return urlChanges;
    }
}
