package io.linklog.cli.exporting;

import io.linklog.cli.options.Failure;
import io.linklog.schemas.topics.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until the tables have every event that the log had when the wait began. It ignores later events: a busy service
 * would keep it waiting forever.
 */
final class ProjectionWait {

    /** Groups that fill the tables of links; those of words and visits, with a name behind the number, do not. */
    private static final Pattern LINKS = Pattern.compile("projector-linklog_\\d+");

    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(300);
    /** Without progress for so long, the projector hangs or waits for Cassandra. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Admin admin;
    private final Consumer<String> messages;

    /**
     * @param admin is not closed here
     * @param messages gets a sentence for people when there is a wait
     */
    ProjectionWait(Admin admin, Consumer<String> messages) {
        this.admin = admin;
        this.messages = messages;
    }

    /**
     * @throws TimeoutException when Kafka does not answer
     * @throws ExecutionException when Kafka refuses
     * @throws Failure when the projection lags and makes no progress
     */
    void await() throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, Long> ends = ends();
        long best = Long.MAX_VALUE;
        long lastProgress = System.nanoTime();
        boolean told = false;
        while (true) {
            long lag = lag(ends);
            if (lag == 0) {
                return;
            }
            if (lag < best) {
                best = lag;
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new Failure(
                        "The tables lag " + lag + " events behind the log and do not catch up: see ./linklog status, or"
                                + " export their present content with --no-wait.",
                        null);
            }
            if (!told) {
                told = true;
                messages.accept("Waiting for the last " + lag + " events to reach the tables …");
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    /** The lag of the most advanced projector: another one may fill a new keyspace for a replay. */
    private long lag(Map<TopicPartition, Long> ends) throws InterruptedException, ExecutionException, TimeoutException {
        long all = ends.values().stream().mapToLong(Long::longValue).sum();
        long least = all;
        List<String> groups = get(admin.listGroups().all()).stream()
                .filter(group -> fillsLinks(group.groupId()))
                .filter(group -> group.groupState().orElse(GroupState.UNKNOWN) != GroupState.DEAD)
                .map(GroupListing::groupId)
                .toList();
        for (String group : groups) {
            var committed = get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
            long lag = 0;
            for (var end : ends.entrySet()) {
                var at = committed.get(end.getKey());
                lag += Math.max(0, end.getValue() - (at == null ? 0 : at.offset()));
            }
            least = Math.min(least, lag);
        }
        return least;
    }

    static boolean fillsLinks(String group) {
        return LINKS.matcher(group).matches();
    }

    private Map<TopicPartition, Long> ends() throws InterruptedException, ExecutionException, TimeoutException {
        String topic = Topics.LINK_EVENTS.name();
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        Objects.requireNonNull(
                        get(admin.describeTopics(List.of(topic)).allTopicNames())
                                .get(topic),
                        "Kafka describes the topic")
                .partitions()
                .forEach(
                        partition -> wanted.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(admin.listOffsets(wanted).all()).forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(CALL.toMillis(), TimeUnit.MILLISECONDS);
    }
}
