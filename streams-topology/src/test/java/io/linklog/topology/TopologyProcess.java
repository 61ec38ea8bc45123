package io.linklog.topology;

import io.linklog.stack.LocalStack;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The topology in its own process, which can be killed. */
final class TopologyProcess implements AutoCloseable {

    private final LocalStack stack;
    private final Path folder;
    private final String id;
    private final int adminPort;
    private final Map<String, String> more;
    private Process process;

    TopologyProcess(LocalStack stack, Path folder, String id) throws IOException {
        this(stack, folder, id, Map.of());
    }

    /** @param more settings beside the usual ones */
    TopologyProcess(LocalStack stack, Path folder, String id, Map<String, String> more) throws IOException {
        this.more = more;
        this.stack = stack;
        this.folder = folder;
        this.id = id;
        try (ServerSocket free = new ServerSocket(0)) {
            this.adminPort = free.getLocalPort();
        }
        start();
    }

    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StreamsTopology.class.getName());
        builder.environment().putAll(stack.environment());
        builder.environment().put("LINKLOG_PARTITIONS", Integer.toString(TopologyInstance.PARTITIONS));
        builder.environment().put("LINKLOG_STATE_DIR", folder.resolve("state").toString());
        builder.environment().put("LINKLOG_INSTANCE_ID", id);
        builder.environment().put("LINKLOG_PUBLIC_URL", "http://sho.rt");
        builder.environment().put("LINKLOG_ADMIN_PORT", Integer.toString(adminPort));
        builder.environment().putAll(more);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        process = builder.start();
    }

    /** The output of all its lives. */
    Path log() {
        return folder.resolve(id + ".log");
    }

    void awaitReady() {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/readyz"))
                .timeout(Duration.ofSeconds(2))
                .build();
        Awaitility.await(id + " ready")
                .atMost(Duration.ofSeconds(120))
                .ignoreExceptions()
                .until(() ->
                        http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
    }

    /** Whether the process wrote a text into its log. */
    boolean hasLogged(String text) throws IOException {
        return Files.readString(folder.resolve(id + ".log")).contains(text);
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    /** {@code kill}, then the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        process.waitFor(30, TimeUnit.SECONDS);
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
