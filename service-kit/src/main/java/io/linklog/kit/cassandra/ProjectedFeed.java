package io.linklog.kit.cassandra;

import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import java.util.List;

/**
 * A part of a projection, which has a consumer group of its own: a backlog or a rebalance of one must not delay the
 * others. Two of them may read the same topic.
 */
public enum ProjectedFeed {
    /** Links, their history and lists. */
    LINKS(Topics.LINK_EVENTS, "link-events"),
    /** The words that links are found by. */
    LINK_WORDS(Topics.LINK_EVENTS, "link-words"),
    /** Totals of visits. */
    VISIT_STATS(Topics.VISIT_STATS, "visit-stats"),
    /** Single visits. */
    VISITS(Topics.VISITS, "visits"),
    /** What is erased of visits. */
    VISIT_PURGES(Topics.VISIT_PURGES, "visit-purges"),
    /** Reports about links. */
    REPORTS(Topics.REPORTS, "reports");

    /** All of them. */
    public static final List<ProjectedFeed> ALL = List.of(values());

    private final Topic topic;
    private final String id;

    ProjectedFeed(Topic topic, String id) {
        this.topic = topic;
        this.id = id;
    }

    /** The topic that it reads. */
    public Topic topic() {
        return topic;
    }

    /** The name in metrics, and in consumer groups but that of links. */
    public String id() {
        return id;
    }

    /** Whether it writes the dead letters of its topic. Exactly one feed of a topic does. */
    public boolean writesDeadLetters() {
        return this != LINK_WORDS;
    }
}
