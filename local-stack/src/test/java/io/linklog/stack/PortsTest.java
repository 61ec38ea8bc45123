package io.linklog.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void freePortsAreDifferentAndBelowThoseOfOutgoingConnections() {
        assertThat(Ports.free(50)).doesNotHaveDuplicates().allMatch(port -> port >= 14_000 && port < 32_000);
    }

    @Test
    void aPortIsTakenWhoeverListensOnItAndWhereverAndFreeAgainAfterwards() throws Exception {
        int loopback;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            loopback = socket.getLocalPort();
            assertThat(Ports.isTaken(loopback)).isTrue();
        }
        assertThat(Ports.isTaken(loopback)).isFalse();
        try (ServerSocket socket = new ServerSocket(0)) {
            assertThat(Ports.isTaken(socket.getLocalPort())).isTrue();
        }
    }
}
