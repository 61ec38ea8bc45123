package io.linklog.projector.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayMainTest {

    @Test
    void aStackThatIsDownIsOneSentence() throws Exception {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        String address = "127.0.0.1:" + unused;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exitCode = ReplayMain.commandLine(
                        Map.of(
                                "LINKLOG_ETCD_ENDPOINTS",
                                "http://" + address,
                                "LINKLOG_KAFKA_BOOTSTRAP",
                                address,
                                "LINKLOG_REGISTRY_URLS",
                                "http://" + address + "/apis/ccompat/v7",
                                "LINKLOG_CASSANDRA_CONTACT_POINTS",
                                address),
                        new PrintStream(out, true, StandardCharsets.UTF_8))
                .execute("--dry-run");
        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .contains("Kafka at " + address, "etcd", "Cassandra", "./linklog up");
    }
}
