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
 * status. The canary controller judges an instance by it.
 *
 * <p>A request that matches a route of the API has that route's pattern as its route. All others (redirects, requests
 * that Jetty or a handler before the routes answers, unknown paths) have {@value #NO_ROUTE} and the method
 * {@value #ANY_METHOD}: a caller must not be able to make a new meter.
 *
 * <p>Jetty calls {@link #log} at the end of a request, on any thread. Allocates nothing for requests without a route.
 * Thread-safe.
 */
public final class ServedRequests implements RequestLog {

    /** The meter's name. */
    public static final String NAME = "linklog.http.requests";

    /** The route of a request that no route of the API matches. */
    public static final String NO_ROUTE = "none";

    private static final String ANY_METHOD = "any";

    // Neighbours differ by half at most, which bounds the error of a percentile read between two of them. From a
    // redirect from memory up to the longest wait for the outcome of a command.
    private static final double[] BUCKETS_MILLIS = {
        0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 20, 30, 40, 50, 75, 100, 150,
        200, 300, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000
    };
    private static final Duration[] BUCKETS = DoubleStream.of(BUCKETS_MILLIS)
            .mapToObj(millis -> Duration.ofNanos(Math.round(millis * 1e6)))
            .toArray(Duration[]::new);
    private static final int CLASSES = 5;

    private static final String BEGUN = "linklog.begun";
    private static final String ROUTE = "linklog.route";

    /** What a request matched: an HTTP method and the pattern of a path. */
    private record Route(String method, String pattern) {}

    private final MeterRegistry meters;
    private final Timer[] withoutRoute;
    private final Map<Route, Timer[]> byRoute = new ConcurrentHashMap<>();

    public ServedRequests(MeterRegistry meters) {
        this.meters = meters;
        this.withoutRoute = timers(new Route(ANY_METHOD, NO_ROUTE));
    }

    /** Remembers the route of each request that matches one. */
    static void addTo(RoutesConfig routes) {
        routes.after(ServedRequests::rememberRoute);
    }

    private static void rememberRoute(Context ctx) {
        var matched = ctx.endpoints().matchedHttpEndpoint();
        if (matched != null) {
            jettyRequest(ctx).setAttribute(ROUTE, new Route(ctx.method().name(), matched.path));
        }
    }

    /** Marks a request whose answer begins now and may go on for ever: its time is that until now. */
    static void begun(Context ctx) {
        jettyRequest(ctx).setAttribute(BEGUN, System.nanoTime());
    }

    private static Request jettyRequest(Context ctx) {
        return Request.unWrap(ServletContextRequest.getServletContextRequest(ctx.req()));
    }

    @Override
    public void log(Request request, Response response) {
        int digit = response.getStatus() / 100;
        // 0: the connection was gone, nothing was answered
        if (digit < 1 || digit > CLASSES) {
            return;
        }
        long end = request.getAttribute(BEGUN) instanceof Long begun ? begun : System.nanoTime();
        Timer[] timers = request.getAttribute(ROUTE) instanceof Route route
                ? byRoute.computeIfAbsent(route, this::timers)
                : withoutRoute;
        timers[digit - 1].record(end - request.getBeginNanoTime(), TimeUnit.NANOSECONDS);
    }

    /** One timer for each class of status. */
    private Timer[] timers(Route route) {
        Timer[] timers = new Timer[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            timers[i] = Timer.builder(NAME)
                    .description("Requests answered, from their first byte on, by route and class of status")
                    .tag("method", route.method)
                    .tag("route", route.pattern)
                    .tag("status", (i + 1) + "xx")
                    .serviceLevelObjectives(BUCKETS)
                    .register(meters);
        }
        return timers;
    }
}
