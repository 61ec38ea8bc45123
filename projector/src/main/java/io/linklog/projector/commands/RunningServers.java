package io.linklog.projector.commands;

import io.linklog.kit.cassandra.CassandraSettings;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.schemas.wire.SchemaRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The servers that a command needs. A service waits for its servers without a limit; a person at a terminal wants to
 * know which ones do not run. Confined to one thread.
 */
public final class RunningServers {

    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(250);
    // for servers that accept connections: on a very busy machine the first calls of all clients took over a minute
    private static final Duration FIRST_ANSWERS = Duration.ofMinutes(5);

    private record Server(String title, List<InetSocketAddress> addresses) {}

    private final List<Server> servers = new ArrayList<>();

    /** Adds etcd. */
    public RunningServers with(EtcdSettings etcd) {
        servers.add(new Server("etcd at " + etcd.endpoints(), ofUris(etcd.endpoints())));
        return this;
    }

    /** Adds Kafka. */
    public RunningServers with(KafkaSettings kafka) {
        servers.add(new Server(
                kafka.title(),
                Arrays.stream(kafka.bootstrapServers().split(",", -1))
                        .map(address -> address(address.strip(), 9092))
                        .toList()));
        return this;
    }

    /** Adds Cassandra. */
    public RunningServers with(CassandraSettings cassandra) {
        servers.add(new Server(
                "Cassandra at " + cassandra.contactPoints(),
                cassandra.contactPoints().stream()
                        .map(point -> address(point, 9042))
                        .toList()));
        return this;
    }

    /** Adds the schema registry. */
    public RunningServers with(SchemaRegistry.Settings registry) {
        servers.add(new Server("the schema registry at " + registry.urls(), ofUris(registry.urls())));
        return this;
    }

    /**
     * Opens clients of the servers. No client is opened before one address of each server accepts a connection, because
     * clients log a warning for each attempt.
     *
     * @param opening may wait for answers without a limit
     * @throws RefusedException if a server does not accept connections for about eight seconds, or the opening is not
     *     finished after five minutes
     */
    public <T> T open(Callable<T> opening) throws Exception {
        requireConnections();
        Thread caller = Thread.currentThread();
        Thread limit = new Thread(
                () -> {
                    try {
                        Thread.sleep(FIRST_ANSWERS.toMillis());
                        caller.interrupt();
                    } catch (InterruptedException e) {
                        // the opening is finished
                    }
                },
                "limit of the start");
        limit.setDaemon(true);
        limit.start();
        try {
            return opening.call();
        } catch (InterruptedException e) {
            throw new RefusedException(
                    "The servers accept connections but do not answer within " + FIRST_ANSWERS.toSeconds() + " s: "
                            + titles(servers) + ". Look at ./linklog status. Nothing was changed.");
        } finally {
            limit.interrupt();
            limit.join();
            Thread.interrupted(); // the limit may have passed at the end
        }
    }

    private void requireConnections() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Server> missing = servers;
        while (true) {
            missing = missing.stream().filter(server -> !accepts(server)).toList();
            if (missing.isEmpty()) {
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new RefusedException("No connection to " + titles(missing)
                        + ". Start the stack with ./linklog up and run again. Nothing was changed.");
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private static boolean accepts(Server server) {
        return server.addresses().stream().anyMatch(RunningServers::accepts);
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            // again resolved at each attempt
            socket.connect(new InetSocketAddress(address.getHostString(), address.getPort()), (int) CONNECT.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String titles(List<Server> some) {
        return String.join(", ", some.stream().map(Server::title).toList());
    }

    private static List<InetSocketAddress> ofUris(List<URI> uris) {
        return uris.stream()
                .map(uri -> InetSocketAddress.createUnresolved(
                        uri.getHost(), uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80))
                .toList();
    }

    private static InetSocketAddress address(String text, int usualPort) {
        int colon = text.lastIndexOf(':');
        return colon < 0
                ? InetSocketAddress.createUnresolved(text, usualPort)
                : InetSocketAddress.createUnresolved(
                        text.substring(0, colon).replaceAll("[\\[\\]]", ""),
                        Integer.parseInt(text.substring(colon + 1)));
    }
}
