package io.linklog.kit.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/**
 * Counts and times every request that Jetty answers: {@code linklog.http.requests}, by method, route and class of
 * status. The canary controller judges instances by these meters.
 *
 * <p>The tag {@code route} is the pattern of the API's route. All other requests have the route {@value #NO_ROUTE} and
 * the method {@value #ANY_METHOD}: redirects, unknown paths, and requests that Jetty or an earlier handler answers. A
 * caller can therefore not create meters.
 *
 * <p>Jetty calls {@link #log} at the end of a request, on any thread. Requests without a route allocate nothing.
 * Thread-safe.
 */
public final class ServedRequests implements RequestLog {

    /** The name of the meters. */
    public static final String NAME = "linklog.http.requests";

    /** The tag {@code route} of requests that match no route of the API. */
    public static final String NO_ROUTE = "none";

    private static final String ANY_METHOD = "any";

    // From the time of a cached redirect to the longest wait for a command's outcome. Up to 300 ms each bound
    // is at most 1.5 times the one before; the factor limits the error of a percentile.
    private static final double[] BUCKETS_MILLIS = {
        0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 20, 30, 40, 50, 75, 100, 150,
        200, 300, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000
    };
    private static final Duration[] BUCKETS = DoubleStream.of(BUCKETS_MILLIS)
            .mapToObj(millis -> Duration.ofNanos(Math.round(millis * 1e6)))
            .toArray(Duration[]::new);
    private static final int STATUS_CLASSES = 5;

    private static final String ANSWER_START = "linklog.answerStart";
    private static final String ROUTE = "linklog.route";

    /** A route of the API. */
    private record Route(String method, String pattern) {}

    private final MeterRegistry meters;
    private final Timer[] withoutRoute;
    private final Map<Route, Timer[]> byRoute = new ConcurrentHashMap<>();

    /** @param meters the registry for the timers */
    public ServedRequests(MeterRegistry meters) {
        this.meters = meters;
        this.withoutRoute = timers(new Route(ANY_METHOD, NO_ROUTE));
    }

    /** Adds a handler that stores the matched route in the request. */
    static void addTo(RoutesConfig routes) {
        routes.after(ServedRequests::storeRoute);
    }

    private static void storeRoute(Context ctx) {
        var matched = ctx.endpoints().matchedHttpEndpoint();
        if (matched != null) {
            jettyRequest(ctx).setAttribute(ROUTE, new Route(ctx.method().name(), matched.path));
        }
    }

    /** Ends the measured time of a request now, for an answer that may go on without limit. */
    static void markAnswerStarted(Context ctx) {
        jettyRequest(ctx).setAttribute(ANSWER_START, System.nanoTime());
    }

    private static Request jettyRequest(Context ctx) {
        return Request.unWrap(ServletContextRequest.getServletContextRequest(ctx.req()));
    }

    @Override
    public void log(Request request, Response response) {
        int digit = response.getStatus() / 100;
        // 0: the connection was closed before an answer
        if (digit < 1 || digit > STATUS_CLASSES) {
            return;
        }
        long end = request.getAttribute(ANSWER_START) instanceof Long start ? start : System.nanoTime();
        Timer[] timers = request.getAttribute(ROUTE) instanceof Route route
                ? byRoute.computeIfAbsent(route, this::timers)
                : withoutRoute;
        timers[digit - 1].record(end - request.getBeginNanoTime(), TimeUnit.NANOSECONDS);
    }

    /** One timer for each class of status. */
    private Timer[] timers(Route route) {
        Timer[] timers = new Timer[STATUS_CLASSES];
        for (int i = 0; i < STATUS_CLASSES; i++) {
            timers[i] = Timer.builder(NAME)
                    .description("Time from the first byte of a request to the end of its answer")
                    .tag("method", route.method)
                    .tag("route", route.pattern)
                    .tag("status", (i + 1) + "xx")
                    .serviceLevelObjectives(BUCKETS)
                    .register(meters);
        }
        return timers;
    }
}
