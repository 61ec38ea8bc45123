package io.linklog.topology.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.process.Health;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PeerWatchTest {

    private final List<String> deaths = new CopyOnWriteArrayList<>();

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    }

    private static Instance peer(String id, int port) {
        return Instance.builder("topology", id, "127.0.0.1", 0)
                .adminPort(port)
                .state(InstanceState.UP)
                .zone("zone")
                .hashId(1)
                .generation(1)
                .startedAt(Instant.EPOCH)
                .build();
    }

    @Test
    void theEndOfAProcessThatAnsweredIsToldOnceEachTime() throws IOException {
        int port;
        try (ServerSocket living = listen(0);
                ServerSocket dying = listen(0)) {
            port = dying.getLocalPort();
            List<Instance> peers = List.of(peer("living", living.getLocalPort()), peer("dying", port));
            try (PeerWatch watch = new PeerWatch(() -> peers, deaths::add, new Health())) {
                dying.accept().close();
                dying.close();
                Awaitility.await().until(() -> deaths.equals(List.of("dying")));
                // two more rounds
                living.accept().close();
                living.accept().close();
                living.accept().close();
                living.accept().close();
                assertThat(deaths).containsExactly("dying");
                try (ServerSocket again = listen(port)) {
                    again.accept().close();
                }
                Awaitility.await().until(() -> deaths.equals(List.of("dying", "dying")));
            }
        }
    }

    @Test
    void aPortThatNeverAnsweredTellsNothing() throws IOException {
        int closed;
        try (ServerSocket socket = listen(0)) {
            closed = socket.getLocalPort();
        }
        try (ServerSocket living = listen(0)) {
            List<Instance> peers = List.of(peer("closed", closed), peer("living", living.getLocalPort()));
            try (PeerWatch watch = new PeerWatch(() -> peers, deaths::add, new Health())) {
                living.accept().close();
                living.accept().close();
                living.accept().close();
                assertThat(deaths).isEmpty();
            }
        }
    }
}
