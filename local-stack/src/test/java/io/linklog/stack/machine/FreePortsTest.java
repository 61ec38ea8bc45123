package io.linklog.stack.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // a child process that another test starts inherits open sockets, and keeps their ports taken
class FreePortsTest {

    @Test
    void choosesDifferentPortsBelowTheRangeOfOutgoingConnections() {
        assertThat(FreePorts.choose(50)).doesNotHaveDuplicates().allMatch(port -> port >= 14_000 && port < 32_000);
    }

    @Test
    void portIsTakenWhileASocketListensOnAnyAddress() throws Exception {
        int loopback;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            loopback = socket.getLocalPort();
            assertThat(FreePorts.isTaken(loopback)).isTrue();
        }
        assertThat(FreePorts.isTaken(loopback)).isFalse();
        try (ServerSocket socket = new ServerSocket(0)) {
            assertThat(FreePorts.isTaken(socket.getLocalPort())).isTrue();
        }
    }

    @Test
    void checkingAPortDoesNotTakeItWhileProcessesStart() throws Exception {
        int port = FreePorts.choose(1).get(0);
        AtomicBoolean over = new AtomicBoolean();
        Thread starter = new Thread(() -> {
            while (!over.get()) {
                Executables.run(Duration.ofSeconds(10), "true"); // the child inherits copies of all open sockets
            }
        });
        starter.start();
        try {
            assertThat(IntStream.range(0, 20_000).filter(i -> FreePorts.isTaken(port)))
                    .isEmpty();
        } finally {
            over.set(true);
            starter.join();
        }
    }
}
