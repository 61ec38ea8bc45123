package io.linklog.sidecar;

import static org.awaitility.Awaitility.await;

import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.settings.Env;
import io.linklog.sidecar.haproxy.ConfigFolder;
import io.linklog.sidecar.haproxy.Haproxy;
import io.linklog.sidecar.haproxy.RuntimeApi;
import io.linklog.sidecar.haproxy.ServerState;
import io.linklog.stack.machine.DebianPackage;
import io.linklog.stack.machine.FreePorts;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An agent and its HAProxy. Each can be stopped and started alone. */
final class TestEdge implements AutoCloseable {

    /** For steps that take a second or two; generous, because the machine may be busy. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final Processes processes;
    private final List<Integer> ports = FreePorts.choose(3);
    private final Map<String, String> settings = new HashMap<>();
    private final ConfigFolder config;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Closer agent = new Closer();

    /** Starts both and waits until HAProxy listens. */
    static TestEdge start(Path folder, String etcdEndpoint) throws Exception {
        return start(folder, etcdEndpoint, Map.of());
    }

    /**
     * As above, in another role.
     *
     * @param more settings beside those that every agent has
     */
    static TestEdge start(Path folder, String etcdEndpoint, Map<String, String> more) throws Exception {
        TestEdge edge = new TestEdge(folder, etcdEndpoint);
        edge.settings.putAll(more);
        edge.startAgent();
        edge.startHaproxy();
        await().atMost(TestEdge.PATIENCE).until(() -> edge.meter("linklog_sidecar_haproxy_up") == 1);
        return edge;
    }

    /** As above, with the agent in its own JVM, which can be killed. */
    static TestEdge startApart(Path folder, String etcdEndpoint) throws Exception {
        TestEdge edge = new TestEdge(folder, etcdEndpoint);
        edge.startAgentApart();
        await().atMost(TestEdge.PATIENCE).until(() -> Files.exists(edge.config.configuration()));
        edge.startHaproxy();
        await().atMost(TestEdge.PATIENCE).ignoreExceptions().until(() -> edge.meter("linklog_sidecar_haproxy_up") == 1);
        return edge;
    }

    private TestEdge(Path folder, String etcdEndpoint) {
        this.folder = folder;
        this.processes = new Processes(folder);
        this.config = new ConfigFolder(folder.resolve("proxy"));
        settings.put("LINKLOG_ETCD_ENDPOINTS", etcdEndpoint);
        settings.put("LINKLOG_BIND_HOST", "127.0.0.1");
        settings.put("LINKLOG_HTTP_PORT", ports.get(0).toString());
        settings.put("LINKLOG_PROXY_METRICS_PORT", ports.get(1).toString());
        settings.put("LINKLOG_ADMIN_PORT", ports.get(2).toString());
        settings.put("LINKLOG_STATE_DIR", folder.resolve("state").toString());
        settings.put("LINKLOG_PROXY_DIR", config.path().toString());
    }

    void startAgent() throws Exception {
        agent = new Closer();
        Health health = new Health();
        SidecarAgent.start(new Env(settings), health, agent);
        health.markStarted();
    }

    void stopAgent() throws Exception {
        agent.close();
    }

    void startAgentApart() {
        processes.start(
                "agent",
                new Program.Launch(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx64m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SidecarAgent.class.getName()),
                        settings,
                        folder));
    }

    /** {@code kill -9}. */
    void killAgent() {
        processes.kill("agent");
    }

    void startHaproxy() {
        DebianPackage.Installed haproxy = DebianPackage.HAPROXY.find();
        processes.start(
                "haproxy",
                new Program.Launch(
                        List.of(
                                haproxy.program().toString(),
                                "-db",
                                "-f",
                                config.configuration().toString()),
                        haproxy.environment(),
                        folder));
        await().atMost(TestEdge.PATIENCE).until(this::haproxyAnswers);
    }

    private boolean haproxyAnswers() {
        try {
            haproxy().process();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void killHaproxy() {
        processes.kill("haproxy");
    }

    Haproxy haproxy() {
        return new Haproxy(new RuntimeApi(config.socket(), Duration.ofSeconds(5)));
    }

    /** The current state of a server in HAProxy. */
    Optional<ServerState> server(String backend, String name) throws IOException {
        return haproxy().servers().stream()
                .filter(server ->
                        server.backend().equals(backend) && server.name().equals(name))
                .findFirst();
    }

    /** Waits until requests reach a server. */
    void awaitServing(String backend, String name) {
        await().atMost(TestEdge.PATIENCE)
                .until(() ->
                        server(backend, name).filter(ServerState::takesRequests).isPresent());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + ports.get(0) + path);
    }

    /** @param headers names and values in turn */
    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** As above; returns when the answer begins. */
    HttpResponse<InputStream> open(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(path))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    /** @param head all of an answer before its body */
    record Said(int status, String head, String body) {}

    /**
     * Sends a request with a chosen Host header; Java's client sets that header itself.
     *
     * @param headers names and values in turn
     */
    Said call(String host, String method, String path, String... headers) throws IOException {
        return call("127.0.0.1", ports.get(0), host, method, path, headers);
    }

    /** As above, from another address of this machine, such as 127.0.0.2. */
    Said callFrom(String source, String path, String... headers) throws IOException {
        return call(source, ports.get(0), "localhost", "GET", path, headers);
    }

    /** As above, to HAProxy's own port. */
    Said callMetrics(String host, String path) throws IOException {
        return call("127.0.0.1", ports.get(1), host, "GET", path);
    }

    private static Said call(String source, int port, String host, String method, String path, String... headers)
            throws IOException {
        StringBuilder request = new StringBuilder()
                .append(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        try (Socket socket = new Socket("127.0.0.1", port, InetAddress.getByName(source), 0)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String[] parts = answer.split("\r\n\r\n", 2);
            if (parts.length < 2) {
                throw new IOException("No answer to " + method + " " + path + " but: " + answer);
            }
            return new Said(Integer.parseInt(parts[0].split(" ", 3)[1]), parts[0], parts[1]);
        }
    }

    /** The log of HAProxy. */
    String log() throws IOException {
        return Files.readString(processes.log("haproxy"));
    }

    /** The metrics of HAProxy's exporter or of the agent's admin port. */
    String metrics(boolean ofHaproxy) throws IOException, InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:" + ports.get(ofHaproxy ? 1 : 2) + "/metrics");
        return client.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** One of the agent's meters that have no tags. */
    double meter(String name) throws IOException, InterruptedException {
        return metrics(false)
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws Exception {
        try {
            agent.close();
        } finally {
            processes.kill("agent");
            processes.kill("haproxy");
        }
    }
}
