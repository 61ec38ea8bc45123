package io.linklog.kit.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/**
 * Counts and times every request that Jetty has answered, whoever answered it: {@code linklog.http.requests} by class
 * of status, with a histogram fine enough for redirects that take a fraction of a millisecond. A canary is judged by
 * it.
 *
 * <p>Jetty calls it at the end of a request, on whatever thread that is; it allocates nothing. Thread-safe.
 */
public final class ServedRequests implements RequestLog {

    /** The meter's name. */
    public static final String NAME = "linklog.http.requests";

    // steps of at most a half, so that a percentile read from between two of them is off by less than that; from what
    // a redirect from memory takes to the longest wait for a command's outcome
    private static final double[] BUCKETS_MILLIS = {
        0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 20, 30, 40, 50, 75, 100, 150,
        200, 300, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000
    };

    private static final String BEGUN = "linklog.begun";

    // by the first digit of the status
    private final Timer[] byClass = new Timer[6];

    public ServedRequests(MeterRegistry meters) {
        Duration[] buckets = DoubleStream.of(BUCKETS_MILLIS)
                .mapToObj(millis -> Duration.ofNanos(Math.round(millis * 1e6)))
                .toArray(Duration[]::new);
        for (int digit = 1; digit < byClass.length; digit++) {
            byClass[digit] = Timer.builder(NAME)
                    .description("Requests answered, from their first byte on, by class of status")
                    .tag("status", digit + "xx")
                    .serviceLevelObjectives(buckets)
                    .register(meters);
        }
    }

    /** Marks a request whose answer begins now and may go on for ever: its time is that until now. */
    static void begun(Request request) {
        Request.unWrap(request).setAttribute(BEGUN, System.nanoTime());
    }

    @Override
    public void log(Request request, Response response) {
        int digit = response.getStatus() / 100;
        // 0: nothing was answered, because the connection was gone
        if (digit >= 1 && digit < byClass.length) {
            long end = request.getAttribute(BEGUN) instanceof Long begun ? begun : System.nanoTime();
            byClass[digit].record(end - request.getBeginNanoTime(), TimeUnit.NANOSECONDS);
        }
    }
}
