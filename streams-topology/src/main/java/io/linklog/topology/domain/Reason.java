package io.linklog.topology.domain;

/** Why a command is rejected. */
public enum Reason {
    /** The command breaks a rule that does not depend on the state. */
    INVALID,
    /** Another link has the slug, or had it. */
    SLUG_TAKEN,
    /** The tenant has no such link. */
    NOT_FOUND,
    /** The sender's role changes only links that its own key made, and another key made this one, or none. */
    NOT_OWNER,
    /** An admin took the link down, and the sender may not end that. */
    TAKEN_DOWN,
    /** The link is not deleted, so it cannot be purged. */
    NOT_DELETED,
    /** The link is deleted. */
    GONE,
    /** The link is not at the version that the command expects. */
    VERSION_MISMATCH
}
