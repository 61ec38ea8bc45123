package io.linklog.kit.ratelimit;

import io.javalin.http.Context;
import io.linklog.kit.http.Problem;
import io.linklog.mesh.keys.RateLimit;
import java.time.Duration;

/**
 * What came of a call under a limit.
 *
 * @param policy what is limited
 * @param untilNext until the next call may pass; zero if this one did
 * @param left calls that this instance would grant now
 * @param full until all calls of the limit are there again
 */
public record Taken(Policy policy, RateLimit limit, Duration untilNext, long left, Duration full) {

    private static final long NANOS = 1_000_000_000;

    /**
     * What a limit is about.
     *
     * @param name in header fields
     * @param sentence for people, with %d for the number of calls
     */
    public record Policy(String name, String sentence) {}

    /** Takes a token if there is one. */
    static Taken take(Policy policy, RateLimit limit, Share share, TokenBucket bucket, long now) {
        return of(policy, limit, share, bucket, now, bucket.take(share, now));
    }

    /** How the bucket stands: whether there is a token. */
    static Taken look(Policy policy, RateLimit limit, Share share, TokenBucket bucket, long now) {
        return of(policy, limit, share, bucket, now, bucket.untilNext(share, now));
    }

    private static Taken of(Policy policy, RateLimit limit, Share share, TokenBucket bucket, long now, long untilNext) {
        return new Taken(
                policy,
                limit,
                Duration.ofNanos(untilNext),
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
                        policy.name,
                        policy.sentence.formatted(limit.calls())
                                + (limit.seconds() == 1 ? " a second" : " a minute")
                                + ", at all instances together. Try again in " + retryAfter() + " s")
                .with("retryAfter", retryAfter());
    }

    /** Adds the header fields that tell a client how it stands, and when to try again if this is a refusal. */
    public void addTo(Context ctx) {
        ctx.header("RateLimit-Policy", policyField());
        ctx.header("RateLimit", field());
        if (!isGranted()) {
            ctx.header("Retry-After", Long.toString(retryAfter()));
        }
    }

    /**
     * The value of {@code RateLimit-Policy}, a structured field as draft-ietf-httpapi-ratelimit-headers-10 has it: the
     * limit of the whole system.
     */
    public String policyField() {
        return '"' + policy.name + "\";q=" + limit.calls() + ";w=" + limit.seconds();
    }

    /** The value of {@code RateLimit}: the calls that this instance would grant, and the seconds until it is full. */
    public String field() {
        return '"' + policy.name + "\";r=" + left + ";t=" + seconds(full);
    }

    private static long seconds(Duration time) {
        return (time.toNanos() + NANOS - 1) / NANOS;
    }
}
