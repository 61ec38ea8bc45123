package io.linklog.projector.replay;

/** What a comparison says about a row of a keyspace that is not as the log says. */
enum Finding {
    /** The log has the row, the keyspace has lost it. */
    MISSING("missing"),
    /** The keyspace has an older state of the row than the log: it has lost a write. */
    STALE("stale"),
    /** The log does not explain the row: somebody else has written it, or the log has lost a record. */
    UNEXPLAINED("not explained by the log");

    private final String text;

    Finding(String text) {
        this.text = text;
    }

    /** Whether the row is right as soon as it is written again from the log. */
    boolean isMendable() {
        return this != UNEXPLAINED;
    }

    @Override
    public String toString() {
        return text;
    }
}
