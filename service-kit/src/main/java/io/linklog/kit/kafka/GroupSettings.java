package io.linklog.kit.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/** Kafka settings of a consumer group whose members commit their offsets explicitly. */
public final class GroupSettings {

    private GroupSettings() {}

    /**
     * Settings of a group member that reads committed records only.
     *
     * @param more settings that are added, or that replace these
     */
    public static Map<String, Object> member(String group, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                // records of transactions that the topology aborted do not count
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                // the time after which the partitions of a killed instance are reassigned
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                2_000,
                // the classic protocol, because it lets the client choose the session timeout; with the newer one the
                // broker chooses, and its default is 45 s
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                "classic",
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName()));
        settings.putAll(more);
        return settings;
    }
}
