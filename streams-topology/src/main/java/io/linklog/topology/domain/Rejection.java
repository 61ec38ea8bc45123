package io.linklog.topology.domain;

import org.jspecify.annotations.Nullable;

/**
 * The command is rejected; nothing changes.
 *
 * @param detail what is wrong and what to do, as a sentence for people
 * @param currentVersion of the link, with VERSION_MISMATCH; else null
 */
public record Rejection(
        Reason reason, String detail, @Nullable Long currentVersion) implements Decision {

    static Rejection of(Reason reason, String detail) {
        return new Rejection(reason, detail, null);
    }
}
