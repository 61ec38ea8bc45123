package io.linklog.cli.traces;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.linklog.mesh.async.DaemonThreads;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A collector of traces on this machine. Accepts OTLP over HTTP in uncompressed protobuf, which our services send. */
public final class OtlpReceiver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OtlpReceiver.class);
    /** Ten times 512 spans of a few KB each. */
    private static final int LONGEST_BODY = 16 * 1024 * 1024;

    private static final int THREADS = 2;

    /** Takes the spans that arrive, on several threads. */
    @FunctionalInterface
    public interface Sink {
        /** @throws IOException when it cannot take them: then the sender gets an error */
        void take(List<ResourceSpans> spans) throws IOException;
    }

    private final HttpServer server;
    private final Sink sink;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, DaemonThreads.named("otlp"));

    /**
     * Begins to listen, on this machine only.
     *
     * @param port 0 for any free one
     * @throws IOException when the port is taken
     */
    public OtlpReceiver(int port, Sink sink) throws IOException {
        this.sink = sink;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        server.setExecutor(threads);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /** The value of {@code LINKLOG_OTLP_ENDPOINT} for services. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY);
            exchange.sendResponseHeaders(status(body), -1);
        }
    }

    private int status(byte[] body) {
        try {
            sink.take(ExportTraceServiceRequest.parseFrom(body).getResourceSpansList());
            return 200;
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("Refused a request that is not OTLP in protobuf: {}", e.getMessage());
            return 400;
        } catch (IOException | RuntimeException e) {
            LOG.warn("Spans could not be forwarded: {}", e.toString());
            return 503;
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
