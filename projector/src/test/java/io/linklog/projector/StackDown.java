package io.linklog.projector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.function.BiFunction;
import picocli.CommandLine;

/** A stack of which no server runs. */
public final class StackDown {

    private StackDown() {}

    /** Runs a command. Fails unless it prints one sentence with the servers and what to do, and its exit code is 1. */
    public static void refuses(BiFunction<Map<String, String>, PrintStream, CommandLine> command, String... arguments)
            throws Exception {
        assertThat(sentence(command, arguments)).contains("Kafka at ", "etcd", "Cassandra", "./linklog up");
    }

    /** Runs a command. Fails unless it prints one sentence and its exit code is 1. */
    public static String sentence(
            BiFunction<Map<String, String>, PrintStream, CommandLine> command, String... arguments) throws Exception {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        String address = "127.0.0.1:" + unused;
        Map<String, String> environment = Map.of(
                "LINKLOG_ETCD_ENDPOINTS",
                "http://" + address,
                "LINKLOG_KAFKA_BOOTSTRAP",
                address,
                "LINKLOG_REGISTRY_URLS",
                "http://" + address + "/apis/ccompat/v7",
                "LINKLOG_CASSANDRA_CONTACT_POINTS",
                address);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        int exitCode = command.apply(environment, new PrintStream(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        assertThat(exitCode).isEqualTo(1);
        assertThat(out.size()).isZero();
        assertThat(err.toString().lines()).hasSize(1);
        return err.toString();
    }
}
