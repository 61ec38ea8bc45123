package io.linklog.schemas.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of the catalogue. Several processes can run it at once, and at every start. */
public final class TopicInstaller {

    private final Admin admin;
    private final int partitions;
    private final short replicationFactor;
    private final Duration reportsKept;

    /**
     * @param admin is not closed by this class
     * @param partitions number of partitions of a new topic; an existing topic keeps its number
     * @param replicationFactor replication factor of a new topic
     * @param reportsKept how long a new topic of reports keeps them
     */
    public TopicInstaller(Admin admin, int partitions, int replicationFactor, Duration reportsKept) {
        this.admin = admin;
        this.partitions = partitions;
        this.replicationFactor = (short) replicationFactor;
        this.reportsKept = reportsKept;
    }

    /**
     * Creates the missing topics. When none is missing, it only reads: not every process may create topics.
     *
     * @param deadline of each of the two calls
     * @throws KafkaException if the brokers refuse or do not answer in time
     */
    public void install(Duration deadline) {
        List<NewTopic> wanted = new ArrayList<>();
        for (Topic topic : Topics.ALL) {
            wanted.add(newTopic(topic.equals(Topics.REPORTS) ? Topics.reportsKept(reportsKept) : topic));
        }
        for (Topic topic : Topics.DEAD_LETTERS) {
            wanted.add(newTopic(topic));
        }
        Set<String> existing = existing(deadline);
        wanted.removeIf(topic -> existing.contains(topic.name()));
        if (!wanted.isEmpty()) {
            create(wanted, deadline);
        }
    }

    private Set<String> existing(Duration deadline) {
        try {
            return admin.listTopics().names().get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new KafkaException("Topics cannot be listed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("Listing topics took longer than " + deadline, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    private void create(List<NewTopic> topics, Duration deadline) {
        var created = admin.createTopics(topics);
        long end = System.nanoTime() + deadline.toNanos();
        for (var result : created.values().entrySet()) {
            try {
                result.getValue().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new KafkaException(
                            "Topic " + result.getKey() + " cannot be created: " + e.getCause(), e.getCause());
                }
            } catch (TimeoutException e) {
                throw new org.apache.kafka.common.errors.TimeoutException(
                        "Creating topic " + result.getKey() + " took longer than " + deadline, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new org.apache.kafka.common.errors.InterruptException(e);
            }
        }
    }

    private NewTopic newTopic(Topic topic) {
        return new NewTopic(topic.name(), Optional.of(partitions), Optional.of(replicationFactor))
                .configs(topic.config());
    }
}
