package io.linklog.topology.domain;

import org.jspecify.annotations.Nullable;

/**
 * Who sends a command.
 *
 * @param keyId the id of the API key; null without one
 * @param changesAll whether the sender may change every link of its tenant, or only those that its key made
 */
public record Sender(String tenant, @Nullable String keyId, boolean changesAll) {

    /** The sender of a command without a key: keys are off, or the command is older than keys. */
    public static Sender withoutKey(String tenant) {
        return new Sender(tenant, null, true);
    }

    /** Whether a link is of the sender's tenant. If not, the sender must not learn that it exists. */
    boolean sees(LinkAggregate link) {
        return link.tenant().equals(tenant);
    }

    boolean mayChange(LinkAggregate link) {
        return changesAll || (keyId != null && keyId.equals(link.createdBy()));
    }
}
