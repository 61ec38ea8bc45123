package io.linklog.projector.recount;

import io.linklog.kit.kafka.ConsumerGroups;
import io.linklog.kit.kafka.KafkaCalls;
import io.linklog.visits.Generation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/**
 * The Kafka Streams application that counts one generation, as the brokers know it. Methods block, with a deadline, and
 * throw {@link org.apache.kafka.common.KafkaException} if the brokers refuse or do not answer. Thread-safe.
 */
final class CountingApplication {

    private static final Duration TICK = Duration.ofMillis(250);

    private final Admin admin;
    private final ConsumerGroups groups;
    private final String name;

    /** @param admin is not closed by this class */
    CountingApplication(Admin admin, int generation) {
        this.admin = admin;
        this.groups = new ConsumerGroups(admin);
        this.name = Generation.application(generation);
    }

    /** Its committed offsets; a partition without one is missing. */
    Map<TopicPartition, Long> committedOffsets() {
        Map<TopicPartition, Long> committed = new HashMap<>();
        groups.committedOffsets(name).forEach((partition, offset) -> committed.put(partition, offset.offset()));
        return committed;
    }

    /** Waits until no instance runs it; false if one still does after that time. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (groups.hasMembers(name)) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(TICK.toMillis());
        }
        return true;
    }

    /**
     * Deletes its consumer group and its changelogs, if they exist.
     *
     * @throws org.apache.kafka.common.errors.GroupNotEmptyException if an instance runs it
     */
    void delete() {
        groups.delete(name);
        // the changelogs of its stores; those of linklog-visits-2 do not start with linklog-visits-visit-
        List<String> topics = KafkaCalls.await(admin.listTopics().names()).stream()
                .filter(topic -> topic.startsWith(name + "-visit-") && topic.endsWith("-changelog"))
                .toList();
        KafkaCalls.await(admin.deleteTopics(topics).all());
    }
}
