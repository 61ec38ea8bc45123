package io.linklog.projector;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/** How every consumer group of the projector is a group. */
public final class GroupMember {

    private GroupMember() {}

    /** Settings of a consumer that commits by itself and reads only committed records, with more of its own. */
    public static Map<String, Object> settings(String group, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                // only what the topology has committed is a fact
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                // a killed instance's partitions go to another after so long, or to itself when it is back
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                2_000,
                // the classic protocol, because its session time-out is ours to set; the newer one has the broker's 45
                // s
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                "classic",
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName()));
        settings.putAll(more);
        return settings;
    }
}
