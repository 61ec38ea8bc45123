package io.linklog.schemas.rules;

import io.linklog.schemas.LinkOrigin;
import io.linklog.schemas.rules.LinkRules.Mistake;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules for what a create says about the link's life in another tool. */
final class OriginRules {

    private OriginRules() {}

    static void check(@Nullable LinkOrigin origin, Instant now, List<Mistake> mistakes) {
        if (origin == null) {
            return;
        }
        Instant created = origin.getDateCreated();
        if (created != null && created.isAfter(now)) {
            mistakes.add(new Mistake("dateCreated", "must not be in the future; leave it out for now"));
        } else if (created != null && created.isBefore(Instant.EPOCH)) {
            mistakes.add(new Mistake("dateCreated", "must be a time from 1970 on"));
        }
        if (origin.getBaseVisits() < 0) {
            mistakes.add(new Mistake("baseVisits", "must be at least 0: the visits that were counted elsewhere"));
        }
    }
}
