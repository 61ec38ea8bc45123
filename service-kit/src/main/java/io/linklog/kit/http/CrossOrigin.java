package io.linklog.kit.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.listen.AllowedOrigins;
import java.time.Duration;

/**
 * Tells a browser which of the API a page of an allowed origin may call and read (CORS, <a
 * href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch Standard</a>). Cookies are never allowed: callers
 * identify themselves by a header.
 */
final class CrossOrigin {

    /** What a call of the API may carry; names that a browser always lets through need not be here. */
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, Prefer, traceparent,"
                    + " X-Api-Key";

    /** What a page may read of an answer; names that a browser always shows need not be here. */
    private static final String ANSWER_HEADERS =
            "Accept-Patch, Accept-Post, Allow, Content-Disposition, ETag, Linklog-Command-Id, Linklog-Next-Cursor,"
                    + " Location, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate";

    /** Every call is judged on its own; this saves only the browser's question before it. */
    private static final Duration MAX_AGE = Duration.ofMinutes(10);

    private final AllowedOrigins origins;

    CrossOrigin(AllowedOrigins origins) {
        this.origins = origins;
    }

    /** Adds a handler that marks each answer of the API, errors too. */
    void addTo(RoutesConfig routes) {
        if (!origins.isNone()) {
            routes.before(ctx -> {
                if (ApiRoutes.isApi(ctx.path())) {
                    mark(ctx);
                }
            });
        }
    }

    private void mark(Context ctx) {
        if (!origins.isAll()) {
            // also without an origin: a cache must not give that answer to a page
            ctx.header("Vary", "Origin");
        }
        String origin = ctx.header("Origin");
        if (origin != null && origins.allows(origin)) {
            ctx.header("Access-Control-Allow-Origin", origins.isAll() ? "*" : origin);
            ctx.header("Access-Control-Expose-Headers", ANSWER_HEADERS);
        }
    }

    /** Answers a browser's question before a call of an allowed origin. Does nothing for other requests. */
    void answerPreflight(Context ctx, String methods) {
        if (ctx.res().getHeader("Access-Control-Allow-Origin") != null
                && ctx.header("Access-Control-Request-Method") != null) {
            ctx.header("Access-Control-Allow-Methods", methods);
            ctx.header("Access-Control-Allow-Headers", REQUEST_HEADERS);
            ctx.header("Access-Control-Max-Age", Long.toString(MAX_AGE.toSeconds()));
        }
    }
}
