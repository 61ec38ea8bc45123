package io.linklog.kit.ratelimit;

import io.linklog.kit.http.Problem;
import io.linklog.mesh.keys.RateLimit;
import java.time.Duration;

/**
 * What came of a call under a limit.
 *
 * @param policy the name of the limit in header fields
 * @param untilNext until the next call may pass; zero if this one did
 * @param left calls that this instance would grant now
 * @param full until all calls of the limit are there again
 */
public record Taken(String policy, RateLimit limit, Duration untilNext, long left, Duration full) {

    private static final long NANOS = 1_000_000_000;

    static Taken of(String policy, RateLimit limit, Share share, TokenBucket bucket, long now) {
        long wait = bucket.take(share, now);
        return new Taken(
                policy,
                limit,
                Duration.ofNanos(wait),
                bucket.left(share, now),
                Duration.ofNanos(bucket.untilFull(now)));
    }

    /** Whether the call may pass. */
    public boolean isGranted() {
        return untilNext.isZero();
    }

    /** Whole seconds for {@code Retry-After}, 1 or more. */
    public long retryAfter() {
        return Math.max(1, seconds(untilNext));
    }

    /** The refusal of a call that is over the limit. */
    public Problem problem() {
        return Problem.rateLimited(
                        policy,
                        "The key may make " + limit.calls() + " " + policy
                                + (limit.seconds() == 1 ? " a second" : " a minute")
                                + "; all instances together grant no more. Try again in " + retryAfter() + " s")
                .with("retryAfter", retryAfter());
    }

    /**
     * The value of {@code RateLimit-Policy}, a structured field as draft-ietf-httpapi-ratelimit-headers-10 has it: the
     * limit of the whole system.
     */
    public String policyField() {
        return '"' + policy + "\";q=" + limit.calls() + ";w=" + limit.seconds();
    }

    /** The value of {@code RateLimit}: the calls that this instance would grant, and the seconds until it is full. */
    public String field() {
        return '"' + policy + "\";r=" + left + ";t=" + seconds(full);
    }

    private static long seconds(Duration time) {
        return (time.toNanos() + NANOS - 1) / NANOS;
    }
}
