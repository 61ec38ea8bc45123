package io.linklog.topology.domain;

import io.linklog.schemas.names.TenantName;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a command.
 *
 * @param keyId the id of the API key; null without one
 * @param changesAll whether the sender may change every link of its tenant, or only those that its key made
 * @param isAdmin whether the sender may take down, reinstate and purge links of its tenant
 */
public record Sender(String tenant, @Nullable String keyId, boolean changesAll, boolean isAdmin) {

    /** A sender that is no admin. */
    public Sender(String tenant, @Nullable String keyId, boolean changesAll) {
        this(tenant, keyId, changesAll, false);
    }

    /** The sender of a command without a key: keys are off, or the command is older than keys. */
    public static Sender withoutKey(String tenant) {
        return new Sender(tenant, null, true, true);
    }

    /** Whether a link is of the sender's tenant and not purged. If not, the sender must not learn that it exists. */
    boolean sees(LinkAggregate link) {
        return isOf(link) && !link.purged();
    }

    /** Whether a link is of the sender's tenant, purged or not. */
    boolean isOf(LinkAggregate link) {
        return link.tenant().equals(tenant);
    }

    /**
     * Whether the sender is an admin of the default tenant, who takes down and reinstates the links of every tenant.
     */
    boolean isSystemAdmin() {
        return isAdmin && tenant.equals(TenantName.DEFAULT);
    }

    /** Whether the sender may end a takedown, or change it. */
    boolean mayEnd(Takedown takedown) {
        return isSystemAdmin() || isAdmin && !takedown.bySystem();
    }

    boolean mayChange(LinkAggregate link) {
        return changesAll || (keyId != null && keyId.equals(link.createdBy()));
    }
}
