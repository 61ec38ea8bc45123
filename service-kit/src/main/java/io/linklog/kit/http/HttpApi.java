package io.linklog.kit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.json.JavalinJackson;
import io.linklog.kit.tracing.TraceLog;
import io.linklog.kit.tracing.TraceParent;
import io.linklog.kit.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Javalin server set up as every service of ours wants it: bounded, errors as problem+json. */
public final class HttpApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

    /** A request body, batches apart, has at most this many bytes; more is answered 413. */
    public static final int LARGEST_BODY_BYTES = 64 * 1024;

    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(60);
    // handlers answer from futures, so that threads do not wait; more of them only cost memory and cache
    private static final int THREADS = 16;
    private static final int SELECTORS = Math.min(2, Runtime.getRuntime().availableProcessors());
    private static final int LARGEST_HEADERS_BYTES = 16 * 1024;

    private final Javalin javalin;

    private HttpApi(Javalin javalin) {
        this.javalin = javalin;
    }

    /**
     * Starts listening.
     *
     * @param port 0 for any free one
     * @param tracing makes a span of each request that is followed
     * @param meters count and time every request that is answered, see {@link ServedRequests}
     * @param routes adds the routes, and whatever else is special to the service
     */
    public static HttpApi start(
            int port, ObjectMapper json, Tracing tracing, MeterRegistry meters, Consumer<JavalinConfig> routes) {
        ServedRequests served = new ServedRequests(meters);
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
        threads.setName("http");
        Javalin javalin = Javalin.create(config -> {
            config.jetty.threadPool = threads;
            config.jetty.modifyServer(server -> {
                server.setStopTimeout(DRAIN.toMillis());
                server.setRequestLog(served);
                server.insertHandler(new TraceLogging());
                // without it a stop would not wait for requests under way; what a service inserts goes before it
                server.insertHandler(new GracefulHandler());
                server.insertHandler(new UnreadBodies());
                // what Jetty refuses by itself (an address with %00) comes by no handler of ours
                server.setErrorHandler((request, response, callback) -> {
                    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
                    SpanContext trace = TraceParent.parse(request.getHeaders().get(TraceParent.HEADER));
                    Problem problem = ofJetty(response.getStatus()).in(trace);
                    response.write(true, ByteBuffer.wrap(bytes(json, problem)), callback);
                    return true;
                });
            });
            config.jetty.addConnector((server, http) -> {
                limit(http);
                // handlers that do not block run on the selector's thread: one alone is a core's worth of redirects
                ServerConnector connector = new ServerConnector(
                        server, 1, SELECTORS, new org.eclipse.jetty.server.HttpConnectionFactory(http));
                connector.setPort(port);
                connector.setIdleTimeout(IDLE.toMillis());
                connector.setAcceptQueueSize(1024);
                return connector;
            });
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.maxRequestSize = LARGEST_BODY_BYTES;
            config.http.generateEtags = false;
            config.http.prefer405over404 = true;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.http.defaultContentType = "application/json";
            config.jsonMapper(new JavalinJackson(json, /* useVirtualThreads= */ false));
            config.routes.exception(ProblemException.class, (e, ctx) -> answer(ctx, e.problem()));
            config.routes.exception(HttpResponseException.class, (e, ctx) -> {
                if (e.getStatus() == 405) {
                    // RFC 9110, section 15.5.6: what is allowed must be said in a header
                    ctx.header("Allow", e.getDetails().getOrDefault("availableMethods", ""));
                }
                answer(ctx, ofHttp(e, ctx));
            });
            config.routes.exception(Exception.class, (e, ctx) -> {
                TraceLog.run(trace(ctx), () -> LOG.error("{} {} failed", ctx.method(), ctx.path(), e));
                answer(ctx, internal());
            });
            ServedRequests.addTo(config.routes);
            new HttpSpans(tracing).addTo(config.routes); // first, so that the span has all of a request in it
            routes.accept(config);
        });
        return new HttpApi(javalin.start());
    }

    /**
     * The trace that a request belongs to, for what it leads to and for the log; invalid for none. Sampled: it is
     * followed.
     */
    public static SpanContext trace(Context ctx) {
        return HttpSpans.of(ctx).getSpanContext();
    }

    /** Answers with a problem, which names its trace; 503 gets a {@code Retry-After} of a second. */
    public static void answer(Context ctx, Problem problem) {
        ctx.status(problem.status());
        if (problem.status() == 503) {
            ctx.header("Retry-After", "1");
        }
        ctx.header("Cache-Control", "no-store");
        ctx.json(problem.in(trace(ctx)));
        ctx.contentType(Problem.MEDIA_TYPE);
    }

    /**
     * Says that an answer begins now which goes on for as long as its caller wants. Its span ends here, and what is
     * measured of requests is the time until now: an hour of listening is no slow answer. Status and headers must be
     * set.
     */
    public static void begun(Context ctx) {
        HttpSpans.end(ctx);
        ServedRequests.begun(ctx);
    }

    /**
     * Ends a request's connection at once, so that nothing waits for its caller, who sees that the answer is not whole.
     * May be called by any thread.
     */
    public static void cutOff(Context ctx) {
        ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    private static void limit(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.setRequestHeaderSize(LARGEST_HEADERS_BYTES);
    }

    private static Problem ofHttp(HttpResponseException e, Context ctx) {
        String what = ctx.method() + " " + ctx.path();
        return switch (e.getStatus()) {
            case 404 -> Problem.notFound("Nothing answers " + what + "; the API is described at /api/v1/openapi.yaml");
            case 405 ->
                Problem.of(
                        405,
                        "method-not-allowed",
                        "The method is not allowed here",
                        what + " is not possible; allowed here: "
                                + e.getDetails().getOrDefault("availableMethods", "see /api/v1/openapi.yaml"));
            case 413 -> bodyTooLarge();
            default ->
                Problem.of(
                        e.getStatus(), "http-" + e.getStatus(), "The request failed", String.valueOf(e.getMessage()));
        };
    }

    private static Problem ofJetty(int status) {
        return switch (status) {
            case 400 ->
                Problem.invalid(
                        "The request is no HTTP that can be understood: look for characters in its address or its"
                                + " headers that may not be there, percent-encoded ones too");
            case 431 ->
                Problem.of(
                        431,
                        "headers-too-large",
                        "The headers are too large",
                        "Address and headers together have at most " + LARGEST_HEADERS_BYTES + " bytes");
            case 500 -> internal();
            case 503 -> Problem.unavailable("The service is stopping; try again in a moment");
            default -> Problem.of(status, "http-" + status, "The request failed", HttpStatus.getMessage(status));
        };
    }

    private static byte[] bytes(ObjectMapper json, Problem problem) {
        try {
            return json.writeValueAsBytes(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem is text and numbers", e);
        }
    }

    /** A body of more than {@link #LARGEST_BODY_BYTES}. */
    public static Problem bodyTooLarge() {
        return Problem.of(
                413,
                "body-too-large",
                "The body is too large",
                "A request body has at most " + LARGEST_BODY_BYTES + " bytes; send many links to"
                        + " POST /api/v1/links/batch, a line each");
    }

    private static Problem internal() {
        return Problem.of(
                500,
                "internal",
                "Something went wrong here",
                "This is a fault of the service and was logged; trying again with the same Idempotency-Key is safe");
    }

    /** Stops taking requests, lets those under way finish for five seconds at most. Idempotent. */
    @Override
    public void close() {
        javalin.stop();
    }
}
