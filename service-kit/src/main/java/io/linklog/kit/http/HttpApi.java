package io.linklog.kit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.json.JavalinJackson;
import io.linklog.kit.listen.ListenSettings;
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
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of a service: Javalin with limits, request metrics, spans, and errors as problem+json. */
public final class HttpApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

    /** The maximum size of a request body, except for batches. The server answers larger ones with 413. */
    public static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
    /** With this patience, a console file reaches a phone that reads 6 KB a second. */
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(30);
    /** Bytes a second of a long answer. */
    private static final int SLOWEST_READER = 64 * 1024;
    // handlers answer from futures and do not block, so more threads would only use memory and CPU cache
    private static final int THREADS = 16;
    private static final int SELECTORS = Math.min(2, Runtime.getRuntime().availableProcessors());

    /**
     * The maximum size of the request line and the headers together. The server answers longer heads with 431. The edge
     * refuses at 2 KB less, so that what it and proxies before it add still fits.
     */
    public static final int MAX_HEAD_BYTES = 18 * 1024;

    /** The largest head of an answer: a target with the query of its visitor, 16 KiB, and the other headers. */
    private static final int MAX_ANSWER_HEAD_BYTES = 18 * 1024;

    private final Javalin javalin;

    private HttpApi(Javalin javalin) {
        this.javalin = javalin;
    }

    /**
     * Starts a server.
     *
     * @param listen where, and for which hosts
     * @param port 0 for any free port
     * @param tracing makes the spans of sampled requests
     * @param meters the registry for request metrics, see {@link ServedRequests}
     * @param routes adds routes and other settings of the service
     */
    public static HttpApi start(
            ListenSettings listen,
            int port,
            ObjectMapper json,
            Tracing tracing,
            MeterRegistry meters,
            Consumer<JavalinConfig> routes) {
        ServedRequests served = new ServedRequests(meters);
        CrossOrigin crossOrigin = new CrossOrigin(listen.origins());
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
        threads.setName("http");
        Javalin javalin = Javalin.create(config -> {
            config.jetty.threadPool = threads;
            config.jetty.modifyServer(server -> {
                server.setStopTimeout(STOP_TIMEOUT.toMillis());
                server.setRequestLog(served);
                server.insertHandler(SlowBodies.handler());
                server.insertHandler(new TraceLogging());
                // makes a stop wait for current requests; handlers that a service inserts later run before it
                server.insertHandler(new GracefulHandler());
                server.insertHandler(new KnownMethods());
                server.insertHandler(new UnreadBodies());
                // Jetty refuses some requests before any handler, for example a path with %00
                server.setErrorHandler((request, response, callback) -> {
                    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
                    SpanContext trace = TraceParent.parse(request.getHeaders().get(TraceParent.HEADER));
                    Problem problem = jettyProblem(response.getStatus()).withTrace(trace);
                    response.write(true, ByteBuffer.wrap(serialize(json, problem)), callback);
                    return true;
                });
            });
            config.jetty.addConnector((server, http) -> {
                applyLimits(http);
                // redirects run on selector threads, so one selector could use only one core for them
                ServerConnector connector = new ServerConnector(
                        server, 1, SELECTORS, new org.eclipse.jetty.server.HttpConnectionFactory(http));
                connector.setHost(listen.hostOrNull());
                connector.setPort(port);
                connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
                connector.setAcceptQueueSize(1024);
                return connector;
            });
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.maxRequestSize = MAX_BODY_BYTES;
            config.http.generateEtags = false;
            config.http.prefer405over404 = true;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.http.defaultContentType = "application/json";
            config.jsonMapper(new JavalinJackson(json, /* useVirtualThreads= */ false));
            addErrors(config.routes, new AllowedMethods(crossOrigin));
            ServedRequests.addTo(config.routes);
            new HttpSpans(tracing).addTo(config.routes); // first, because the span must include all handlers
            crossOrigin.addTo(config.routes); // before the checks, so that a page may read their refusals
            new SiteCheck(listen).addTo(config.routes);
            routes.accept(config);
            new AnswerBodies(ANSWER_PATIENCE, SLOWEST_READER).addTo(config.routes);
        });
        return new HttpApi(javalin.start());
    }

    private static void addErrors(RoutesConfig routes, AllowedMethods allowed) {
        routes.exception(ProblemException.class, (e, ctx) -> answer(ctx, e.problem()));
        routes.exception(HttpResponseException.class, (e, ctx) -> {
            if (e.getStatus() == 405) {
                allowed.answer(ctx, e);
            } else {
                answer(ctx, javalinProblem(e, ctx));
            }
        });
        routes.exception(Exception.class, (e, ctx) -> {
            TraceLog.run(trace(ctx), () -> LOG.error("{} {} failed", ctx.method(), ctx.path(), e));
            answer(ctx, internal());
        });
    }

    /** The trace context of a request, for calls that it causes and for log lines; invalid if it has none. */
    public static SpanContext trace(Context ctx) {
        return HttpSpans.of(ctx).getSpanContext();
    }

    /**
     * Answers with a problem and adds the trace id. An answer with 503 or 429 gets {@code Retry-After: 1}, unless it
     * has another.
     */
    public static void answer(Context ctx, Problem problem) {
        ctx.status(problem.status());
        boolean isTemporary = problem.status() == 503 || problem.status() == 429;
        if (isTemporary && ctx.res().getHeader("Retry-After") == null) {
            ctx.header("Retry-After", "1");
        }
        ctx.header("Cache-Control", "no-store");
        ctx.json(problem.withTrace(trace(ctx)));
        ctx.contentType(Problem.MEDIA_TYPE);
    }

    /**
     * Marks the start of an answer that goes on until its caller disconnects. Ends the span and the measured time of
     * the request, because a long stream is not a slow answer. Call it after the status and the headers are set.
     */
    public static void markAnswerStarted(Context ctx) {
        HttpSpans.end(ctx);
        ServedRequests.markAnswerStarted(ctx);
    }

    /** Closes the connection of a request at once. The client sees an incomplete answer. Any thread may call it. */
    public static void closeConnection(Context ctx) {
        ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    /**
     * Runs an action once, when the answer to a request is written or its connection is lost. The action must not
     * block.
     */
    public static void whenAnswered(Context ctx, Runnable action) {
        Request.addCompletionListener(
                ServletContextRequest.getServletContextRequest(ctx.req()), failure -> action.run());
    }

    /** The port that the server listens on. */
    public int port() {
        return javalin.port();
    }

    private static void applyLimits(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.setRequestHeaderSize(MAX_HEAD_BYTES);
        // for each answer: a buffer that grows only for long heads (setMaxResponseHeaderSize) forgets "Connection:
        // close"
        http.setResponseHeaderSize(MAX_ANSWER_HEAD_BYTES);
        // The cache ignores case: callers share the edge's connections, so one would get the User-Agent, and the key,
        // that
        // another sent in different case.
        http.setHeaderCacheSize(0);
        EncodedPaths.addTo(http);
    }

    private static Problem javalinProblem(HttpResponseException e, Context ctx) {
        String request = ctx.method() + " " + ctx.path();
        return switch (e.getStatus()) {
            case 404 -> Problem.notFound("There is no " + request + "; see /api/v1/openapi.yaml for the API");
            case 413 -> bodyTooLarge();
            default ->
                Problem.of(
                        e.getStatus(), "http-" + e.getStatus(), "The request failed", String.valueOf(e.getMessage()));
        };
    }

    private static Problem jettyProblem(int status) {
        return switch (status) {
            case 400 ->
                Problem.invalid("The request is not valid HTTP. Check its URL and headers for characters that are not"
                        + " allowed, including percent-encoded ones");
            // 414: the URL alone
            case 414, 431 ->
                Problem.of(
                        status,
                        "headers-too-large",
                        "The headers are too large",
                        "The request line and the headers together may have at most " + MAX_HEAD_BYTES + " bytes");
            case 500 -> internal();
            case 501 ->
                Problem.of(
                        501,
                        "unknown-method",
                        "The method is not known",
                        "HTTP does not define this method, or a header X-HTTP-Method-Override names another one. Send"
                                + " the method itself, without this header");
            case 503 -> Problem.unavailable("The service is stopping; try again in a second");
            default -> Problem.of(status, "http-" + status, "The request failed", HttpStatus.getMessage(status));
        };
    }

    private static byte[] serialize(ObjectMapper json, Problem problem) {
        try {
            return json.writeValueAsBytes(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem contains only text and numbers", e);
        }
    }

    /** The problem of a body of more than {@link #MAX_BODY_BYTES}. */
    public static Problem bodyTooLarge() {
        return Problem.of(
                413,
                "body-too-large",
                "The body is too large",
                "A request body may have at most " + MAX_BODY_BYTES + " bytes; to send many links, use"
                        + " POST /api/v1/links/batch with one link per line");
    }

    /** The problem of a fault of the service, which has logged it. */
    public static Problem internal() {
        return Problem.of(
                500,
                "internal",
                "Internal error",
                "The service failed and logged the error; a retry with the same Idempotency-Key is safe");
    }

    /** Stops accepting requests and waits at most five seconds for the current ones. Idempotent. */
    @Override
    public void close() {
        javalin.stop();
    }
}
