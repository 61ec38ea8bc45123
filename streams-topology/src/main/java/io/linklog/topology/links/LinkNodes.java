package io.linklog.topology;

/**
 * Names of nodes, stores and the repartition topic. They are part of what is on disk and on the brokers: never change
 * one.
 */
final class Nodes {

    static final String APPLICATION_ID = "linklog-topology";

    static final String COMMANDS_SOURCE = "link-commands-in";
    static final String DECIDE = "decide";
    static final String EVENTS_SINK = "link-events-out";
    static final String LINKS_SINK = "links-out";
    static final String OUTCOMES_SINK = "link-outcomes-out";
    static final String COMMANDS_SINK = "link-commands-out";
    static final String URLS_SINK = "urls-out";
    static final String URLS_SOURCE = "urls-in";
    static final String INDEX_URLS = "index-urls";

    static final String LINKS_STORE = "links";
    static final String IDEMPOTENCY_STORE = "idempotency";
    static final String URLS_STORE = "urls";

    /** Changes of the URL index on the way to the partition that keeps the entry. */
    static final String URLS_TOPIC = APPLICATION_ID + "-urls-repartition";

    private Nodes() {}
}
