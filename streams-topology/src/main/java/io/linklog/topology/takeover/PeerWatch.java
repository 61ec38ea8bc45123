package io.linklog.topology.takeover;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.mesh.registry.Instance;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Notices within a second that the process of another instance has ended: its admin port refuses connections. A port
 * that is silent proves nothing, because the process may only be slow; nor does one that refused from the beginning,
 * because a firewall may be there. Then the instance counts as dead when its session with Kafka ends. Thread-safe.
 */
public final class PeerWatch implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final int CONNECT_MILLIS = 500;

    private final Supplier<List<Instance>> peers;
    private final Consumer<String> onDeath;
    private final Loop loop;

    // confined to the loop: the ids whose port has accepted a connection since the last refusal
    private final Set<String> alive = new HashSet<>();

    /**
     * Begins to watch.
     *
     * @param peers the registered instances without this one; must not block
     * @param onDeath gets the id of an instance that has ended, once an end; also after an orderly one
     */
    public PeerWatch(Supplier<List<Instance>> peers, Consumer<String> onDeath, Health health) {
        this.peers = peers;
        this.onDeath = onDeath;
        this.loop = Loop.start("peers", this::look, health);
    }

    private void look() throws InterruptedException {
        List<Instance> now = peers.get();
        alive.retainAll(now.stream().map(Instance::id).collect(Collectors.toSet()));
        for (Instance peer : now) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(peer.host(), peer.adminPort()), CONNECT_MILLIS);
                alive.add(peer.id());
            } catch (ConnectException refused) {
                if (alive.remove(peer.id())) {
                    onDeath.accept(peer.id());
                }
            } catch (IOException silent) {
                // slow, or out of reach
            }
        }
        Thread.sleep(INTERVAL.toMillis());
    }

    @Override
    public void close() {
        loop.close();
    }
}
