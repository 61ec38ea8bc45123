package io.linklog.kit.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.linklog.kit.settings.Env;
import io.linklog.mesh.async.DaemonThreads;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The admin port of a process: {@code /livez}, {@code /readyz}, {@code /metrics} (Prometheus text). It has its own port
 * and server, the JDK's, and answers even if the API is overloaded. Thread-safe.
 *
 * <p>{@code /readyz?instance=service/id} is ready only if this process is that instance. Proxies add the parameter: if
 * an instance is registered with the address of another one, they send it no requests.
 */
public final class AdminServer implements AutoCloseable {

    private static final String INSTANCE_PARAMETER = "instance=";

    private final PrometheusMeterRegistry metrics;
    private final JvmGcMetrics gcMetrics = new JvmGcMetrics();
    private final HttpServer server;
    private final ExecutorService executor;

    /** Reads the setting of the admin port. */
    public static int port(Env env, int defaultPort) {
        return env.integer("LINKLOG_ADMIN_PORT", defaultPort, 0, 65_535, "port of /livez, /readyz and /metrics");
    }

    /**
     * Starts listening, on all addresses.
     *
     * @param port 0 for any free port
     * @throws IOException if the port is in use
     */
    public AdminServer(int port, Health health) throws IOException {
        this.metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        new UptimeMetrics().bindTo(metrics);
        gcMetrics.bindTo(metrics);
        this.server = HttpServer.create(new InetSocketAddress(port), 16);
        this.executor = Executors.newFixedThreadPool(2, DaemonThreads.named("admin"));
        server.setExecutor(executor);
        server.createContext("/livez", exchange -> answerHealth(exchange, health.deaths()));
        server.createContext("/readyz", exchange -> answerHealth(exchange, notReady(exchange, health)));
        server.createContext("/metrics", exchange -> answer(exchange, 200, metrics.scrape()));
        server.start();
    }

    /** The meters that {@code /metrics} shows. */
    public PrometheusMeterRegistry metrics() {
        return metrics;
    }

    /** The port that the server listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private static Map<String, String> notReady(HttpExchange exchange, Health health) {
        String query = exchange.getRequestURI().getQuery();
        if (query != null && query.startsWith(INSTANCE_PARAMETER)) {
            String instance = query.substring(INSTANCE_PARAMETER.length());
            Optional<String> identity = health.identity();
            if (identity.isPresent() && !identity.get().equals(instance)) {
                return Map.of("instance", "this is " + identity.get() + ", not " + instance);
            }
        }
        return health.readinessProblems();
    }

    private static void answerHealth(HttpExchange exchange, Map<String, String> problems) throws IOException {
        if (problems.isEmpty()) {
            answer(exchange, 200, "ok\n");
            return;
        }
        StringBuilder text = new StringBuilder();
        problems.forEach((name, problem) ->
                text.append(name).append(": ").append(problem).append('\n'));
        answer(exchange, 503, text.toString());
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
        gcMetrics.close();
        metrics.close();
    }
}
