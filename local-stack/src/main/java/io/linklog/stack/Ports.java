package io.linklog.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Where the servers listen, all on 127.0.0.1. */
public record Ports(
        int kafka, int kafkaController, int cassandra, int cassandraStorage, int etcd, int etcdPeer, int registry) {

    /** The ports everybody knows. */
    public static Ports usual() {
        return new Ports(9092, 9093, 9042, 7000, 2379, 2380, 8085);
    }

    /**
     * Ports that nothing listens on now. They are taken from below the range that the system gives to outgoing
     * connections, so that a server that is stopped and started again finds its port still free.
     */
    public static Ports free() {
        List<Integer> free = free(7);
        return new Ports(free.get(0), free.get(1), free.get(2), free.get(3), free.get(4), free.get(5), free.get(6));
    }

    /** The settings by which every Linklog process finds the servers on these ports. */
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

    /**
     * {@code count} different ports that nothing listens on now, chosen as {@link #free()} does. No other call gets
     * them while this process lives, whichever process makes it.
     */
    public static List<Integer> free(int count) {
        PortClaims claims = PortClaims.ofUser();
        List<Integer> ports = new ArrayList<>();
        for (int attempt = 0; ports.size() < count; attempt++) {
            if (attempt > 10_000) {
                throw new StackException("No free port found between 14000 and 32000.");
            }
            int candidate = ThreadLocalRandom.current().nextInt(14_000, 32_000);
            if (!isTaken(candidate) && claims.claim(candidate)) {
                ports.add(candidate);
            }
        }
        return ports;
    }

    /** Whether something on this machine listens on the port, on whatever address. */
    public static boolean isTaken(int port) {
        return !canBind(new InetSocketAddress(port))
                || !canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Binds and does not listen: a process that is started at this moment begins with a copy of the socket, and one
     * that listened would keep the port taken until that copy is closed.
     */
    private static boolean canBind(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.setReuseAddress(
                    true); // beside sockets that do not listen, those of connections that are over among them
            socket.bind(address);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
