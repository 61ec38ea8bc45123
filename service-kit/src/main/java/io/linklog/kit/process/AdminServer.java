package io.linklog.kit.process;

import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.settings.Env;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin port of a process: {@code /livez}, {@code /readyz}, {@code /metrics} (Prometheus text), and further pages
 * for operators and other instances. Nobody else may reach it, so it asks for no key. It has its own port and server,
 * and answers even if the API is overloaded. A caller that sends or reads slowly holds a connection, but no thread.
 * Thread-safe.
 *
 * <p>{@code /readyz?instance=service/id} is ready only if this process is that instance. Proxies add the parameter: if
 * an instance is registered with the address of another one, they send it no requests.
 */
public final class AdminServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    /** Three threads accept and select; the others answer. */
    private static final int THREADS = 6;

    private static final int MOST_CONNECTIONS = 1_000;
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);
    private static final String INSTANCE_PARAMETER = "instance=";

    /** A page in JSON. Called on threads of the admin port, so it must not block. */
    @FunctionalInterface
    public interface Page {
        /** The page; empty for 404. */
        Optional<byte[]> json() throws IOException;
    }

    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final PrometheusMeterRegistry metrics;
    private final JvmGcMetrics gcMetrics = new JvmGcMetrics();
    private final Server server;
    private final ServerConnector connector;

    /** Reads the setting of the admin port. */
    public static int port(Env env, int defaultPort) {
        return env.integer("LINKLOG_ADMIN_PORT", defaultPort, 0, 65_535, "port of /livez, /readyz and /metrics");
    }

    /**
     * Starts listening.
     *
     * @param listen where, and for which hosts
     * @param port 0 for any free port
     * @throws IOException if the port is in use
     */
    public AdminServer(ListenSettings listen, int port, Health health) throws IOException {
        this.metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        metrics.config().meterFilter(new KafkaMeters());
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        new UptimeMetrics().bindTo(metrics);
        gcMetrics.bindTo(metrics);
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setName("admin");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        this.server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(listen.hostOrNull());
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        connector.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                answer(listen, health, request, response, callback);
                return true;
            }
        });
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw e instanceof IOException io ? io : new IOException("The admin server cannot start", e);
        }
    }

    /** The meters that {@code /metrics} shows. */
    public PrometheusMeterRegistry metrics() {
        return metrics;
    }

    /** The port that the server listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /**
     * Adds a page. A request with {@code ?instance=service/id} gets it only from that instance, else 421: an instance
     * may have registered the address of another one.
     *
     * @param path begins with a slash
     */
    public void addPage(String path, Page page) {
        pages.put(path, page);
    }

    private void answer(ListenSettings listen, Health health, Request request, Response response, Callback callback) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        if (!listen.isOwn(host)) {
            write(response, callback, 404, "not found: no process of Linklog is known by the host " + host + "\n");
            return;
        }
        switch (request.getHttpURI().getPath()) {
            case "/livez" -> writeHealth(response, callback, health.deaths());
            case "/readyz" ->
                writeHealth(response, callback, notReady(request.getHttpURI().getQuery(), health));
            case "/metrics" -> write(response, callback, 200, metrics.scrape());
            default -> answerPage(health, request, response, callback);
        }
    }

    private void answerPage(Health health, Request request, Response response, Callback callback) {
        Page page = pages.get(request.getHttpURI().getPath());
        Optional<String> other = otherInstance(request.getHttpURI().getQuery(), health);
        if (page == null) {
            write(response, callback, 404, "not found: there are /livez, /readyz and /metrics\n");
        } else if (other.isPresent()) {
            write(response, callback, 421, other.get() + "\n");
        } else {
            writePage(page, response, callback);
        }
    }

    private static void writePage(Page page, Response response, Callback callback) {
        Optional<byte[]> json;
        try {
            json = page.json();
        } catch (IOException | RuntimeException e) {
            LOG.error("A page of the admin port failed", e);
            write(response, callback, 500, "the page failed; the log says why\n");
            return;
        }
        if (json.isEmpty()) {
            write(response, callback, 404, "not found: this instance has no such page\n");
            return;
        }
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(json.get()), callback);
    }

    private static Optional<String> otherInstance(@Nullable String query, Health health) {
        if (query == null || !query.startsWith(INSTANCE_PARAMETER)) {
            return Optional.empty();
        }
        String instance = URLDecoder.decode(query.substring(INSTANCE_PARAMETER.length()), StandardCharsets.UTF_8);
        return health.identity()
                .filter(identity -> !identity.equals(instance))
                .map(identity -> "this is " + identity + ", not " + instance);
    }

    private static Map<String, String> notReady(@Nullable String query, Health health) {
        return otherInstance(query, health)
                .map(other -> Map.of("instance", other))
                .orElseGet(health::readinessProblems);
    }

    private static void writeHealth(Response response, Callback callback, Map<String, String> problems) {
        if (problems.isEmpty()) {
            write(response, callback, 200, "ok\n");
            return;
        }
        StringBuilder text = new StringBuilder();
        problems.forEach((name, problem) ->
                text.append(name).append(": ").append(problem).append('\n'));
        write(response, callback, 503, text.toString());
    }

    private static void write(Response response, Callback callback, int status, String text) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.debug("The admin server did not stop cleanly", e);
        }
        gcMetrics.close();
        metrics.close();
    }
}
