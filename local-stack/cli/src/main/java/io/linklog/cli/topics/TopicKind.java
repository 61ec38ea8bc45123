package io.linklog.cli.topics;

import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import java.util.List;

/** The owner of a topic, in the order of the list. */
enum TopicKind {
    LINKLOG("linklog"),
    DEAD_LETTERS("dead letters"),
    /** Changelogs and repartition topics that Kafka Streams makes for our topologies. */
    TOPOLOGY("topology"),
    FOREIGN("foreign"),
    REGISTRY("registry"),
    KAFKA("kafka");

    /** The topologies' application ids: the names of Streams' own topics begin with them. */
    private static final List<String> TOPOLOGY_PREFIXES = List.of("linklog-topology-", "linklog-visits-");

    /** The name for people. */
    final String title;

    TopicKind(String title) {
        this.title = title;
    }

    static TopicKind of(String name, boolean internal) {
        if (internal || name.startsWith("__")) {
            return KAFKA;
        }
        if (name.endsWith(Topic.DEAD_LETTER_SUFFIX)) {
            return DEAD_LETTERS;
        }
        if (TOPOLOGY_PREFIXES.stream().anyMatch(name::startsWith)) {
            return TOPOLOGY;
        }
        if (name.equals("_schemas") || name.startsWith("kafkasql-") || name.startsWith("registry-")) {
            return REGISTRY;
        }
        return Topics.ALL.stream().map(Topic::name).anyMatch(name::equals) ? LINKLOG : FOREIGN;
    }
}
