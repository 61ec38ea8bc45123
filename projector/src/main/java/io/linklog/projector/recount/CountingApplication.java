package io.linklog.projector.recount;

import io.linklog.kit.kafka.KafkaCalls;
import io.linklog.visits.Generation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * What the brokers have of the application that counts one generation. Blocks, with a deadline; throws
 * {@link org.apache.kafka.common.KafkaException} when they refuse or do not answer. Thread-safe.
 */
final class CountingApplication {

    private static final Duration TICK = Duration.ofMillis(250);

    private final Admin admin;
    private final String name;

    /** @param admin is not closed here */
    CountingApplication(Admin admin, int generation) {
        this.admin = admin;
        this.name = Generation.application(generation);
    }

    /** Up to where it has counted the log, where it has begun to. */
    Map<TopicPartition, Long> counted() {
        Map<TopicPartition, Long> counted = new HashMap<>();
        KafkaCalls.await(admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        counted.put(partition, offset.offset());
                    }
                });
        return counted;
    }

    /** Waits until no instance runs it; false when one still does. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (isRunning()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(TICK.toMillis());
        }
        return true;
    }

    private boolean isRunning() {
        try {
            return !KafkaCalls.await(admin.describeConsumerGroups(List.of(name))
                            .describedGroups()
                            .get(name))
                    .members()
                    .isEmpty();
        } catch (GroupIdNotFoundException e) {
            return false;
        }
    }

    /**
     * Deletes all there is of it; harmless when there is nothing.
     *
     * @throws org.apache.kafka.common.errors.GroupNotEmptyException while it is running
     */
    void delete() {
        try {
            KafkaCalls.await(admin.deleteConsumerGroups(List.of(name)).all());
        } catch (GroupIdNotFoundException e) {
            // it never counted
        }
        // its stores' changelogs; those of linklog-visits-2 do not begin with linklog-visits-visit-
        List<String> topics = KafkaCalls.await(admin.listTopics().names()).stream()
                .filter(topic -> topic.startsWith(name + "-visit-") && topic.endsWith("-changelog"))
                .toList();
        KafkaCalls.await(admin.deleteTopics(topics).all());
    }
}
