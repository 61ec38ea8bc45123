package io.linklog.topology.domain;

import org.jspecify.annotations.Nullable;

/**
 * The command does not hold; nothing changes.
 *
 * @param detail a sentence for people: what is wrong and what to do
 * @param currentVersion with VERSION_MISMATCH: the version the link has
 */
public record Rejection(
        Reason reason, String detail, @Nullable Long currentVersion) implements Decision {

    static Rejection of(Reason reason, String detail) {
        return new Rejection(reason, detail, null);
    }
}
