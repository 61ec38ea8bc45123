package io.linklog.topology.domain;

/** Why a command is rejected. */
public enum Reason {
    /** What is asked for is against the rules, whatever the state. */
    INVALID,
    /** The slug is another link's, or was. */
    SLUG_TAKEN,
    /** There is no such link of this tenant. */
    NOT_FOUND,
    /** The link is deleted. */
    GONE,
    /** The link is not at the version that the command expects. */
    VERSION_MISMATCH
}
