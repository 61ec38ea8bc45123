package io.linklog.kit.kafka;

import io.linklog.kit.process.Startup;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.TopicInstaller;
import io.linklog.schemas.topics.Topics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * The topics of the catalogue as they exist on the brokers. Dead-letter topics are not among them.
 *
 * @param partitions the number of partitions of each topic, by its name
 */
public record InstalledTopics(Map<String, Integer> partitions) {

    public InstalledTopics {
        partitions = Map.copyOf(partitions);
    }

    /** Waits until Kafka answers and creates the topics that are missing. */
    public static InstalledTopics await(KafkaSettings kafka) throws InterruptedException {
        return Startup.await(kafka.title(), () -> {
            try (Admin admin = Admin.create(kafka.client(Map.of()))) {
                return install(admin, kafka);
            }
        });
    }

    /**
     * As {@link #await(KafkaSettings)}, with an existing client.
     *
     * @param admin is not closed
     */
    public static InstalledTopics await(Admin admin, KafkaSettings kafka) throws InterruptedException {
        return Startup.await(kafka.title(), () -> install(admin, kafka));
    }

    private static InstalledTopics install(Admin admin, KafkaSettings kafka) throws Exception {
        new TopicInstaller(admin, kafka.partitions(), kafka.replicationFactor(), kafka.reportsKept())
                .install(KafkaSettings.ADMIN_DEADLINE);
        Map<String, Integer> partitions = new TreeMap<>();
        admin.describeTopics(Topics.ALL.stream().map(Topic::name).toList())
                .allTopicNames()
                .get(KafkaSettings.ADMIN_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .forEach(
                        (name, topic) -> partitions.put(name, topic.partitions().size()));
        return new InstalledTopics(partitions);
    }

    /** The number of partitions of a topic of the catalogue. */
    public int partitions(Topic topic) {
        Integer number = partitions.get(topic.name());
        if (number == null) {
            throw new IllegalArgumentException("The catalogue has no topic " + topic.name());
        }
        return number;
    }
}
