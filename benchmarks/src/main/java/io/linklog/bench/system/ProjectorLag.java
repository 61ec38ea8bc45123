package io.linklog.bench.system;

import io.linklog.schemas.topics.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Waits for the projector to catch up with the log. */
public final class ProjectorLag implements AutoCloseable {

    private static final Pattern LINKS = Pattern.compile("projector-linklog_[0-9]+");
    private static final Pattern WORDS = Pattern.compile(LINKS + "-link-words");
    private static final Duration CALL = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Admin admin;
    private final int partitions;

    public ProjectorLag(String bootstrap, int partitions) {
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
        this.partitions = partitions;
    }

    /**
     * Returns when the projector has committed everything that {@code link-events} contained at the call.
     *
     * @throws IllegalStateException when that takes more than three minutes
     */
    public void awaitNone() throws InterruptedException {
        awaitNone(PATIENCE);
    }

    /** As {@link #awaitNone()}, with another patience. */
    public void awaitNone(Duration patience) throws InterruptedException {
        Map<TopicPartition, Long> ends = ends();
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isBeyond(ends)) {
            if (System.nanoTime() - deadline >= 0) {
                throw new IllegalStateException("The projector did not catch up within " + patience);
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private Map<TopicPartition, Long> ends() throws InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            latest.put(new TopicPartition(Topics.LINK_EVENTS.name(), i), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        await(admin.listOffsets(latest).all()).forEach((partition, result) -> ends.put(partition, result.offset()));
        return ends;
    }

    private boolean isBeyond(Map<TopicPartition, Long> ends) throws InterruptedException {
        boolean links = false;
        boolean words = false;
        for (GroupListing group :
                await(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all())) {
            String name = group.groupId();
            links |= LINKS.matcher(name).matches() && isBeyond(name, ends);
            words |= WORDS.matcher(name).matches() && isBeyond(name, ends);
        }
        return links && words;
    }

    private boolean isBeyond(String group, Map<TopicPartition, Long> ends) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> done =
                await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        return ends.entrySet().stream().allMatch(end -> {
            OffsetAndMetadata offset = done.get(end.getKey());
            // the last offset of the log is a transaction marker, which consumers never see
            return end.getValue() == 0 || (offset != null && offset.offset() >= end.getValue() - 1);
        });
    }

    private static <T> T await(org.apache.kafka.common.KafkaFuture<T> answer) throws InterruptedException {
        try {
            return answer.get(CALL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not say how far the projector is", e);
        }
    }

    @Override
    public void close() {
        admin.close(CALL);
    }
}
