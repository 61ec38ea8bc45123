package io.linklog.bench.system;

import io.linklog.stack.machine.DebianPackage;
import io.linklog.stack.machine.HttpProbe;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/**
 * HAProxy as edge or sidecar, with the configuration that its agent wrote.
 *
 * @param name of the process
 * @param port that is measured
 * @param metricsPort of HAProxy's own /metrics
 * @param folder the working folder of the agent
 */
public record HaproxyProgram(String name, int port, int metricsPort, Path folder) implements Program {

    /** The folder that agent and HAProxy share, relative to the agent's. */
    static final Path SHARED = Path.of("proxy");

    /** The connections to query-service, since the start: how many requests opened one, and how many reused one. */
    public record Connections(double made, double reused) {}

    @Override
    public List<ListenPort> listens() {
        return List.of(new ListenPort(port, "another run: each run chooses free ports"));
    }

    @Override
    public Launch prepare() {
        DebianPackage.Installed haproxy = DebianPackage.HAPROXY.find();
        return new Launch(
                List.of(
                        haproxy.program().toString(),
                        "-db",
                        "-f",
                        SHARED.resolve("haproxy.cfg").toString()),
                haproxy.environment(),
                folder);
    }

    @Override
    public boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    public Connections connections() throws IOException {
        List<String> lines = HttpProbe.get("http://127.0.0.1:" + metricsPort + "/metrics")
                .body()
                .lines()
                .toList();
        return new Connections(
                sum(lines, "haproxy_backend_connection_attempts_total"),
                sum(lines, "haproxy_backend_connection_reuses_total"));
    }

    private static double sum(List<String> lines, String metric) {
        return lines.stream()
                .filter(line -> line.startsWith(metric + "{proxy=\"query-service\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
