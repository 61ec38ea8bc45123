package io.linklog.sidecar.canary;

import io.linklog.mesh.canary.Figures;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The requests that an instance has served since its start, or that several instances have served in a period.
 *
 * @param requests number of requests
 * @param errors number of those with a status 5xx
 * @param byTime cumulative histogram: number of requests by their upper bound in seconds; the last bound is infinite
 */
record Served(long requests, long errors, NavigableMap<Double, Long> byTime) {

    static final Served NOTHING = new Served(0, 0, new TreeMap<>());

    private static final String METER = "linklog_http_requests_seconds";
    // a label's value may hold a brace: route="/api/v1/links/{code}"
    private static final Pattern LINE =
            Pattern.compile("^" + METER + "_(count|bucket)\\{((?:[^\"}]|\"[^\"]*\")*)\\} (\\S+)");
    private static final Pattern STATUS = Pattern.compile("\\bstatus=\"(\\dxx)\"");
    private static final Pattern BOUND = Pattern.compile("\\ble=\"([^\"]+)\"");

    /**
     * Parses the Prometheus text of an instance.
     *
     * @throws IllegalArgumentException when the text has no request metrics or cannot be parsed
     */
    static Served parse(String text) {
        long requests = 0;
        long errors = 0;
        NavigableMap<Double, Long> byTime = new TreeMap<>();
        boolean found = false;
        for (String line : text.split("\n", -1)) {
            if (!line.startsWith(METER)) {
                continue;
            }
            Matcher sample = LINE.matcher(line);
            if (!sample.find()) {
                continue;
            }
            String labels = sample.group(2);
            Matcher status = STATUS.matcher(labels);
            if (!status.find()) {
                continue;
            }
            found = true;
            long value = Math.round(Double.parseDouble(sample.group(3)));
            Matcher bound = BOUND.matcher(labels);
            if (sample.group(1).equals("count")) {
                requests += value;
                errors += status.group(1).equals("5xx") ? value : 0;
            } else if (bound.find()) {
                byTime.merge(bound(bound.group(1)), value, Long::sum);
            }
        }
        if (!found) {
            throw new IllegalArgumentException("the metrics have no " + METER + ": the version does not export it");
        }
        return new Served(requests, errors, byTime);
    }

    private static double bound(String le) {
        return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
    }

    /** The difference from an earlier reading of the same instance and run. */
    Served since(Served before) {
        NavigableMap<Double, Long> less = new TreeMap<>();
        byTime.forEach((bound, count) -> less.put(bound, Math.max(0, count - before.byTime.getOrDefault(bound, 0L))));
        long served = Math.max(0, requests - before.requests);
        return new Served(served, Math.min(served, Math.max(0, errors - before.errors)), less);
    }

    Served plus(Served other) {
        NavigableMap<Double, Long> sum = new TreeMap<>(byTime);
        other.byTime.forEach((bound, count) -> sum.merge(bound, count, Long::sum));
        return new Served(requests + other.requests, errors + other.errors, sum);
    }

    Figures figures() {
        return new Figures(requests, errors, 1_000 * percentile(0.99));
    }

    /**
     * Interpolates linearly between two bounds, like Prometheus' histogram_quantile. Above the last finite bound, the
     * result is that bound.
     */
    private double percentile(double share) {
        long all = byTime.isEmpty() ? 0 : byTime.lastEntry().getValue();
        double rank = share * all;
        double lower = 0;
        long below = 0;
        for (var bucket : byTime.entrySet()) {
            long count = bucket.getValue();
            if (count > 0 && count >= rank) {
                double upper = bucket.getKey();
                return upper == Double.POSITIVE_INFINITY || count == below
                        ? lower
                        : lower + (upper - lower) * (rank - below) / (count - below);
            }
            lower = bucket.getKey();
            below = count;
        }
        return 0;
    }
}
