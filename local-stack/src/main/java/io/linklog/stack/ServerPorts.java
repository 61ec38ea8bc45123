package io.linklog.stack;

import io.linklog.stack.machine.FreePorts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ports of the servers, all on 127.0.0.1. */
public record ServerPorts(
        int kafka, int kafkaController, int cassandra, int cassandraStorage, int etcd, int etcdPeer, int registry) {

    /** The default ports. */
    public static ServerPorts usual() {
        return new ServerPorts(9092, 9093, 9042, 7000, 2379, 2380, 8085);
    }

    /** Free ports, chosen by {@link FreePorts}. */
    public static ServerPorts free() {
        List<Integer> free = FreePorts.choose(7);
        return new ServerPorts(
                free.get(0), free.get(1), free.get(2), free.get(3), free.get(4), free.get(5), free.get(6));
    }

    /** The environment in which Linklog's processes find the servers on these ports. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("LINKLOG_KAFKA_BOOTSTRAP", "127.0.0.1:" + kafka);
        environment.put("LINKLOG_REGISTRY_URLS", "http://127.0.0.1:" + registry + "/apis/ccompat/v7");
        environment.put("LINKLOG_ETCD_ENDPOINTS", "http://127.0.0.1:" + etcd);
        environment.put("LINKLOG_CASSANDRA_CONTACT_POINTS", "127.0.0.1:" + cassandra);
        environment.put("LINKLOG_CASSANDRA_DATACENTER", "datacenter1");
        environment.put("LINKLOG_REPLICATION_FACTOR", "1");
        environment.put("LINKLOG_PROJECTOR_DURABLE_AFTER", CassandraServer.DURABLE_AFTER.toMillis() + "ms");
        return environment;
    }
}
