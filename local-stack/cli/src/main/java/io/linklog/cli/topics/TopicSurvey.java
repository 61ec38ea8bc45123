package io.linklog.cli.topics;

import io.linklog.cli.options.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Reads the state of all topics and groups from Kafka, within one deadline. For one call. */
final class TopicSurvey {

    private final Admin admin;
    private final Function<Throwable, Failure> away;
    private final long deadline;

    /**
     * @param admin is not closed here
     * @param time for the whole survey
     * @param away makes the failure when Kafka does not answer
     */
    TopicSurvey(Admin admin, Duration time, Function<Throwable, Failure> away) {
        this.admin = admin;
        this.away = away;
        this.deadline = System.nanoTime() + time.toNanos();
    }

    /** Every topic, ours first. */
    List<TopicState> run() {
        Map<String, TopicListing> listed = await(
                admin.listTopics(new ListTopicsOptions().listInternal(true)).namesToListings());
        Map<String, TopicDescription> topics = describe(listed.keySet());
        Map<TopicPartition, Long> begins = offsets(topics, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(topics, OffsetSpec.latest());
        Map<String, Config> configs = configs(topics.keySet());
        Map<String, Long> bytes = bytes();
        Map<String, Map<String, TopicState.Reader>> readers = readers(begins, ends);

        List<TopicState> states = new ArrayList<>();
        for (TopicDescription topic : topics.values()) {
            long records = 0;
            int underReplicated = 0;
            for (var partition : topic.partitions()) {
                TopicPartition at = new TopicPartition(topic.name(), partition.partition());
                records += ends.getOrDefault(at, 0L) - begins.getOrDefault(at, 0L);
                underReplicated += partition.isr().size() < partition.replicas().size() ? 1 : 0;
            }
            Config config = configs.get(topic.name());
            String cleanup = setting(config, "cleanup.policy", "?");
            states.add(new TopicState(
                    topic.name(),
                    TopicKind.of(topic.name(), topic.isInternal()),
                    topic.partitions().size(),
                    topic.partitions().get(0).replicas().size(),
                    underReplicated,
                    records,
                    bytes.get(topic.name()),
                    cleanup,
                    cleanup.contains("delete") ? Long.valueOf(setting(config, "retention.ms", "-1")) : null,
                    List.copyOf(readers.getOrDefault(topic.name(), Map.of()).values())));
        }
        states.sort(Comparator.comparing(TopicState::kind).thenComparing(TopicState::name));
        return states;
    }

    private Map<String, TopicDescription> describe(Collection<String> names) {
        Map<String, TopicDescription> found = new HashMap<>();
        // one by one: a topic that is deleted meanwhile must not hide the others
        admin.describeTopics(names).topicNameValues().forEach((name, future) -> {
            TopicDescription description = awaitUnlessGone(future);
            if (description != null) {
                found.put(name, description);
            }
        });
        return found;
    }

    private Map<TopicPartition, Long> offsets(Map<String, TopicDescription> topics, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        topics.values()
                .forEach(topic -> topic.partitions()
                        .forEach(partition ->
                                wanted.put(new TopicPartition(topic.name(), partition.partition()), which)));
        var result = admin.listOffsets(wanted);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : wanted.keySet()) {
            var info = awaitUnlessGone(result.partitionResult(partition));
            if (info != null) {
                offsets.put(partition, info.offset());
            }
        }
        return offsets;
    }

    private Map<String, Config> configs(Collection<String> names) {
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Config> configs = new HashMap<>();
        admin.describeConfigs(resources).values().forEach((resource, future) -> {
            Config config = awaitUnlessGone(future);
            if (config != null) {
                configs.put(resource.name(), config);
            }
        });
        return configs;
    }

    /** Bytes on disk, by topic; empty without the permission to read them. */
    private Map<String, Long> bytes() {
        List<Integer> brokers = await(admin.describeCluster().nodes()).stream()
                .map(node -> node.id())
                .toList();
        Map<String, Long> bytes = new HashMap<>();
        try {
            for (Map<String, LogDirDescription> dirs :
                    get(admin.describeLogDirs(brokers).allDescriptions()).values()) {
                dirs.values()
                        .forEach(dir -> dir.replicaInfos()
                                .forEach((partition, replica) ->
                                        bytes.merge(partition.topic(), replica.size(), Long::sum)));
            }
        } catch (ExecutionException notAllowed) {
            // the sizes are optional
            return Map.of();
        }
        return bytes;
    }

    /** The groups of each topic, by name. */
    private Map<String, Map<String, TopicState.Reader>> readers(
            Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        Map<String, GroupListing> groups = await(admin.listGroups().all()).stream()
                .filter(group ->
                        group.type().map(type -> type != GroupType.SHARE).orElse(true))
                .collect(Collectors.toMap(GroupListing::groupId, group -> group));
        Map<String, Map<String, TopicState.Reader>> readers = new HashMap<>();
        if (groups.isEmpty()) {
            return readers;
        }
        var offsets = admin.listConsumerGroupOffsets(groups.keySet().stream()
                .collect(Collectors.toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec())));
        for (GroupListing group : groups.values()) {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    awaitUnlessGone(offsets.partitionsToOffsetAndMetadata(group.groupId()));
            if (committed == null) {
                continue;
            }
            Map<String, Long> lags = Lag.byTopic(committed, begins, ends);
            lags.forEach((topic, lag) -> readers.computeIfAbsent(topic, any -> new TreeMap<>())
                    .put(
                            group.groupId(),
                            new TopicState.Reader(
                                    group.groupId(),
                                    group.groupState().map(Object::toString).orElse("unknown"),
                                    lag)));
        }
        return readers;
    }

    private static String setting(@Nullable Config config, String name, String otherwise) {
        return config == null || config.get(name) == null
                ? otherwise
                : config.get(name).value();
    }

    private <T> T await(KafkaFuture<T> future) {
        try {
            return get(future);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private <T> @Nullable T awaitUnlessGone(KafkaFuture<T> future) {
        try {
            return get(future);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof GroupAuthorizationException) {
                return null;
            }
            throw failure(e);
        }
    }

    private <T> T get(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw away.apply(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted.", e);
        }
    }

    private Failure failure(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause instanceof org.apache.kafka.common.errors.RetriableException
                ? away.apply(cause)
                : new Failure("Kafka refuses to answer: " + cause.getMessage(), cause);
    }
}
