package io.linklog.cli.importing.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides about links that do not simply redirect: none of them becomes an open one. */
final class Admission {

    /** In the past: a link that is to be deleted never redirects, not even between its creation and its deletion. */
    private static final String CLOSED = "2000-01-01T00:00:00Z";

    private final Set<Inclusion> included;
    private final Map<String, String> passwords;
    private final Instant now;

    Admission(Set<Inclusion> included, Map<String, String> passwords, Instant now) {
        this.included = included;
        this.passwords = passwords;
        this.now = now;
    }

    /**
     * Refuses what is not asked for, and closes what is.
     *
     * @param code as the file has it
     * @return whether the link is to be deleted
     */
    boolean apply(Draft draft, @Nullable String code) {
        boolean usedUp = isUsedUp(draft);
        String until = draft.text("validUntil");
        if (usedUp || until != null && !Instant.parse(until).isAfter(now)) {
            draft.states.add(Inclusion.expired);
        }
        boolean closed = draft.states.contains(Inclusion.banned) || draft.states.contains(Inclusion.archived);
        boolean deleted = closed || usedUp;
        // nobody needs the password of a link that nobody follows, or its end
        if (deleted) {
            draft.states.remove(Inclusion.protected_);
        }
        if (closed) {
            draft.states.remove(Inclusion.expired);
        }
        Set<Inclusion> missing = EnumSet.noneOf(Inclusion.class);
        missing.addAll(draft.states);
        missing.removeAll(included);
        if (!missing.isEmpty()) {
            draft.refuse(Inclusion.advice(missing, included));
            return false;
        }
        if (deleted) {
            draft.fields.remove("validSince");
            draft.fields.put("validUntil", CLOSED);
        } else if (draft.states.contains(Inclusion.protected_)) {
            draft.password = code == null ? null : passwords.get(code);
            if (draft.password == null) {
                draft.refuse("is protected, and --passwords names no password for it: add a line with its code and its"
                        + " new password to that file, which has the columns code and password");
            }
        }
        return deleted;
    }

    /** Whether all visits of a limited link are made. A limit that is none is refused later, by itself. */
    private static boolean isUsedUp(Draft draft) {
        JsonNode limit = draft.fields.path("maxVisits");
        return limit.isIntegralNumber()
                && limit.asLong() > 0
                && draft.fields.path("baseVisits").asLong() >= limit.asLong();
    }
}
