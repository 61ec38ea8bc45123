package io.linklog.topology.visits;

/** Names of nodes and stores. Brokers and disks keep them (changelogs, store folders), so none may ever change. */
final class VisitNodes {

    static final String VISITS_SOURCE = "visits-in";
    static final String COUNT = "count-visits";
    static final String STATS_SINK = "visit-stats-out";

    static final String TOTALS_STORE = "visit-totals";
    static final String JOURNALS_STORE = "visit-journals";

    /** Stores nothing, see {@link CommitHook}. */
    static final String BEFORE_COMMIT = "visit-before-commit";

    private VisitNodes() {}
}
