package io.linklog.topology.codes;

import java.util.Optional;

/** What the log knows about the key of codes. In production {@link CodeKeyTopic}. Calls wait for Kafka. */
public interface CodeKeyLog {

    /** Names Kafka in log lines. */
    String title();

    /** Whether the log has links: from then on the key must not change. */
    boolean hasLinks();

    /** The check value of the key; empty in a new system, and in one that is older than check values. */
    Optional<String> checkValue();

    /** Stores the check value. Returns when it is durable. */
    void writeCheckValue(String value);
}
