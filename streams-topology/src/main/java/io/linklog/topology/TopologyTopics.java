package io.linklog.topology;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.schemas.topics.TopicInstaller;
import io.linklog.schemas.topics.Topics;
import io.linklog.topology.links.LinkNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics that the topology reads and writes: makes them exist, and sees that their partitions fit. */
final class TopologyTopics {

    private static final long DEADLINE_MS = KafkaSettings.ADMIN_DEADLINE.toMillis();
    // as long as commands are kept: what Streams has not read by then it will not miss more than those
    private static final Duration URLS_KEPT = Duration.ofDays(7);
    /** Those in which a code must lie in the same partition. */
    private static final List<String> OF_ONE_OWNER =
            List.of(Topics.LINK_COMMANDS.name(), Topics.LINK_EVENTS.name(), Topics.LINKS.name(), LinkNodes.URLS_TOPIC);

    private TopologyTopics() {}

    /**
     * Creates what is missing.
     *
     * @return the number of partitions of each topic
     */
    static Map<String, Integer> install(KafkaSettings kafka)
            throws InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            new TopicInstaller(admin, kafka.partitions(), kafka.replicationFactor())
                    .install(KafkaSettings.ADMIN_DEADLINE);
            int partitions =
                    describe(admin, List.of(Topics.LINK_COMMANDS.name())).get(Topics.LINK_COMMANDS.name());
            installUrls(admin, partitions, kafka.replicationFactor());
            List<String> all = new ArrayList<>(OF_ONE_OWNER);
            all.add(Topics.VISITS.name());
            return describe(admin, all);
        }
    }

    /**
     * Sees that the partition that decides a command is the one its results go to.
     *
     * @param partitions of each topic
     * @return the number of partitions
     * @throws IllegalStateException when the topics differ
     */
    static int requireEqual(Map<String, Integer> partitions) {
        Map<String, Integer> owned = new TreeMap<>(partitions);
        owned.keySet().retainAll(OF_ONE_OWNER);
        if (owned.values().stream().distinct().count() != 1) {
            throw new IllegalStateException("Topics must have the same number of partitions, but have " + owned
                    + ": a code would be owned by different partitions; recreate those that are wrong.");
        }
        return owned.values().iterator().next();
    }

    private static Map<String, Integer> describe(Admin admin, List<String> names)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, Integer> partitions = new TreeMap<>();
        for (TopicDescription topic : admin.describeTopics(names)
                .allTopicNames()
                .get(DEADLINE_MS, TimeUnit.MILLISECONDS)
                .values()) {
            partitions.put(topic.name(), topic.partitions().size());
        }
        return partitions;
    }

    private static void installUrls(Admin admin, int partitions, int replicationFactor)
            throws InterruptedException, ExecutionException, TimeoutException {
        NewTopic urls = new NewTopic(
                        LinkNodes.URLS_TOPIC, Optional.of(partitions), Optional.of((short) replicationFactor))
                .configs(Map.of("cleanup.policy", "delete", "retention.ms", Long.toString(URLS_KEPT.toMillis())));
        try {
            admin.createTopics(List.of(urls)).all().get(DEADLINE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
