package io.linklog.kit.http;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import java.util.Map;

/**
 * An error as RFC 9457 problem details.
 *
 * @param type a stable name for programs, {@code urn:linklog:problem:…}
 * @param title a short description of the type; the same for all errors of the type
 * @param status the HTTP status
 * @param detail the cause of this error, and what the caller can do
 * @param extensions further members, for example {@code currentVersion}
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @JsonAnyGetter Map<String, Object> extensions) {

    /** The media type of problems in JSON. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        extensions = Map.copyOf(extensions);
    }

    /** @param name the last part of the type, in kebab case */
    public static Problem of(int status, String name, String title, String detail) {
        return new Problem("urn:linklog:problem:" + name, title, status, detail, Map.of());
    }

    /** The same problem with one more member. */
    public Problem with(String member, Object value) {
        Map<String, Object> more = new java.util.LinkedHashMap<>(extensions);
        more.put(member, value);
        return new Problem(type, title, status, detail, more);
    }

    /** The same problem with the member {@code traceId}; unchanged if the trace is invalid. */
    public Problem withTrace(SpanContext trace) {
        return trace.isValid() ? with("traceId", trace.getTraceId()) : this;
    }

    // types that several services use

    /** The request is not valid (400). */
    public static Problem invalid(String detail) {
        return of(400, "invalid-request", "The request is not valid", detail);
    }

    /** There is no such link, command or path (404). */
    public static Problem notFound(String detail) {
        return of(404, "not-found", "Not found", detail);
    }

    /** A link exists but no longer redirects (410). */
    public static Problem gone(String detail) {
        return of(410, "gone", "The link was deleted or has expired", detail);
    }

    /**
     * A client has made too many calls (429).
     *
     * @param policy the name of the limit, as in the header field RateLimit-Policy
     */
    public static Problem rateLimited(String policy, String detail) {
        return of(429, "rate-limited", "Too many calls", detail).with("violatedPolicies", List.of(policy));
    }

    /** A server or a resource is temporarily unavailable (503). {@link HttpApi#answer} adds {@code Retry-After}. */
    public static Problem unavailable(String detail) {
        return of(503, "unavailable", "Temporarily unavailable", detail);
    }
}
