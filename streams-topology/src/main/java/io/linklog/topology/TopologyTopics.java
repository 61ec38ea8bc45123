package io.linklog.topology;

import io.linklog.kit.kafka.InstalledTopics;
import io.linklog.kit.kafka.KafkaCalls;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Startup;
import io.linklog.schemas.topics.Topics;
import io.linklog.topology.links.LinkNodes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The topics that the topology reads and writes.
 *
 * @param linkPartitions of link-commands, link-events, links and the URL topic
 * @param catalogue the topics of all services
 */
record TopologyTopics(int linkPartitions, InstalledTopics catalogue) {

    private static final long DEADLINE_MS = KafkaSettings.ADMIN_DEADLINE.toMillis();
    /** As long as link-commands: an application that was down for longer has lost commands, too. */
    private static final Duration URLS_RETENTION = Duration.ofDays(7);
    /** A code must lie in the same partition of all of these. */
    private static final Set<String> OF_ONE_OWNER =
            Set.of(Topics.LINK_COMMANDS.name(), Topics.LINK_EVENTS.name(), Topics.LINKS.name(), LinkNodes.URLS_TOPIC);

    /**
     * Waits for Kafka and creates the topics that are missing.
     *
     * @throws IllegalStateException when topics that need the same number of partitions differ
     */
    static TopologyTopics await(KafkaSettings kafka) throws InterruptedException {
        InstalledTopics catalogue = InstalledTopics.await(kafka);
        int commandPartitions = catalogue.partitions(Topics.LINK_COMMANDS);
        Map<String, Integer> partitions = new TreeMap<>(catalogue.partitions());
        partitions.put(LinkNodes.URLS_TOPIC, Startup.await(kafka.title(), () -> installUrls(commandPartitions, kafka)));
        return new TopologyTopics(requireEqual(partitions), catalogue);
    }

    /** The partitions of visits. */
    int visitPartitions() {
        return catalogue.partitions(Topics.VISITS);
    }

    /**
     * Checks that the partition that decides a command owns its code in every topic.
     *
     * @param partitions of each topic
     * @return the number of partitions
     * @throws IllegalStateException when the topics differ
     */
    static int requireEqual(Map<String, Integer> partitions) {
        Map<String, Integer> owned = new TreeMap<>(partitions);
        owned.keySet().retainAll(OF_ONE_OWNER);
        Set<Integer> numbers = new HashSet<>(owned.values());
        if (numbers.size() != 1) {
            throw new IllegalStateException("Topics must have the same number of partitions, but have " + owned
                    + ": different partitions would own a code; recreate the topics that are wrong.");
        }
        return numbers.iterator().next();
    }

    private static int installUrls(int partitions, KafkaSettings kafka)
            throws InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            KafkaCalls.createIfAbsent(admin, urls(partitions, kafka));
            return admin.describeTopics(List.of(LinkNodes.URLS_TOPIC))
                    .allTopicNames()
                    .get(DEADLINE_MS, TimeUnit.MILLISECONDS)
                    .values()
                    .iterator()
                    .next()
                    .partitions()
                    .size();
        }
    }

    private static NewTopic urls(int partitions, KafkaSettings kafka) {
        return new NewTopic(
                        LinkNodes.URLS_TOPIC, Optional.of(partitions), Optional.of((short) kafka.replicationFactor()))
                .configs(Map.of("cleanup.policy", "delete", "retention.ms", Long.toString(URLS_RETENTION.toMillis())));
    }
}
