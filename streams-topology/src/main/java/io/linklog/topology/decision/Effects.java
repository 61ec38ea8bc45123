package io.linklog.topology;

import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one command leads to, gathered before any of it is done, so that a mistake while deciding leaves nothing
 * half done. Confined to one call.
 */
final class Effects {

    private @Nullable LinkEvent event;
    private @Nullable StoredLink link;
    private @Nullable LinkOutcome outcome;
    private @Nullable LinkCommand passedOn;
    private @Nullable String scope;
    private @Nullable RememberedCommand remembered;
    private List<UrlIndex.Change> urlChanges = List.of();

    void change(LinkEvent happened, StoredLink after) {
        event = happened;
        link = after;
    }

    void index(UrlIndex.Change change) {
        if (urlChanges.isEmpty()) {
            urlChanges = new ArrayList<>(2);
        }
        urlChanges.add(change);
    }

    void answer(LinkOutcome answer) {
        outcome = answer;
    }

    void passOn(LinkCommand command) {
        passedOn = command;
    }

    void remember(String underScope, RememberedCommand entry) {
        scope = underScope;
        remembered = entry;
    }

    @Nullable
    LinkEvent event() {
        return event;
    }

    @Nullable
    StoredLink link() {
        return link;
    }

    @Nullable
    LinkOutcome outcome() {
        return outcome;
    }

    @Nullable
    LinkCommand passedOn() {
        return passedOn;
    }

    @Nullable
    String scope() {
        return scope;
    }

    @Nullable
    RememberedCommand remembered() {
        return remembered;
    }

    List<UrlIndex.Change> urlChanges() {
        return urlChanges;
    }
}
