package io.linklog.topology.links;

/**
 * Names of nodes, stores and the repartition topic. Brokers and disks keep them (changelogs, consumer groups, store
 * folders), so none may ever change.
 */
public final class LinkNodes {

    public static final String APPLICATION_ID = "linklog-topology";

    /** Carries changes of the URL index to the partition that keeps the entry. */
    public static final String URLS_TOPIC = APPLICATION_ID + "-urls-repartition";

    static final String COMMANDS_SOURCE = "link-commands-in";
    static final String DECIDE = "decide";
    static final String EVENTS_SINK = "link-events-out";
    static final String LINKS_SINK = "links-out";
    static final String PURGED_LINKS_SINK = "purged-links-out";
    static final String OUTCOMES_SINK = "link-outcomes-out";
    static final String COMMANDS_SINK = "link-commands-out";
    static final String URLS_SINK = "urls-out";
    static final String URLS_SOURCE = "urls-in";
    static final String INDEX_URLS = "index-urls";

    static final String LINKS_STORE = "links";
    static final String IDEMPOTENCY_STORE = "idempotency";
    static final String URLS_STORE = "urls";

    /** These two store nothing, see {@link io.linklog.topology.streams.CommitHook}. */
    static final String BEFORE_COMMIT = "links-before-commit";

    static final String BEFORE_URLS_COMMIT = "urls-before-commit";

    private LinkNodes() {}
}
