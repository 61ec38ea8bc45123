package io.linklog.query.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.ratelimit.Taken;
import io.linklog.kit.tracing.TraceParent;
import io.linklog.query.lookup.UnavailableException;
import io.linklog.schemas.Takedown;
import io.opentelemetry.api.trace.SpanContext;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The answers to visitors who are not redirected: a small page for browsers, problem+json for programs. The bytes are
 * encoded only once: scanners cause thousands of answers 404. Never blocks.
 */
public final class VisitorErrors {

    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField NO_INDEX = new PreEncodedHttpField("X-Robots-Tag", "noindex");
    private static final HttpField VARY = new PreEncodedHttpField(HttpHeader.VARY, "Accept");
    private static final HttpField HTML_TYPE = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, HtmlPage.MEDIA_TYPE);
    private static final HttpField PROBLEM_TYPE = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    private static final HttpField POLICY =
            new PreEncodedHttpField("Content-Security-Policy", HtmlPage.CONTENT_SECURITY_POLICY);
    private static final HttpField ALLOW = new PreEncodedHttpField(HttpHeader.ALLOW, "GET, HEAD, OPTIONS");
    private static final HttpField RETRY_AFTER = new PreEncodedHttpField(HttpHeader.RETRY_AFTER, "1");

    /** One error, encoded in both forms. */
    private record ErrorBody(int status, byte[] html, byte[] problem) {

        /** The problem; with the id of a valid trace as its last member. */
        byte[] problem(SpanContext trace) {
            if (!trace.isValid()) {
                return problem;
            }
            byte[] member = (",\"traceId\":\"" + trace.getTraceId() + "\"}").getBytes(StandardCharsets.US_ASCII);
            byte[] whole = Arrays.copyOf(problem, problem.length - 1 + member.length);
            System.arraycopy(member, 0, whole, problem.length - 1, member.length);
            return whole;
        }
    }

    private final ObjectMapper json;
    private final Optional<String> abuseContact;
    private final HttpField blockedBy;
    private final ErrorBody notFound;
    private final ErrorBody gone;
    private final ErrorBody methodNotAllowed;
    private final ErrorBody tooMany;
    private final ErrorBody unknownHost;
    private final ErrorBody keyInUrl;
    private final ErrorBody tooManyReports;
    private final ErrorBody tooManyTries;

    /**
     * @param abuseContact whom to write about a link that was taken down: an address or a URL
     * @param publicUrl names who answers 451, as RFC 7725 asks
     */
    public VisitorErrors(ObjectMapper json, Optional<String> abuseContact, URI publicUrl) {
        this.json = json;
        this.abuseContact = abuseContact;
        this.blockedBy = new HttpField("Link", "<" + publicUrl + ">; rel=\"blocked-by\"");
        this.notFound = encode(
                Problem.notFound("No link has this code, or it is not open yet; codes are case-sensitive"),
                "Link not found",
                "No link has this address, or it is not open yet. Upper and lower case matter.");
        this.gone = encode(
                Problem.gone(
                        "The link was deleted by its owner, has expired, or has reached its maximum number of visits"),
                "This link has ended",
                "Its owner deleted it, it has expired, or it has reached its maximum number of visits.");
        this.unknownHost = encode(
                Problem.notFound(
                        "This host is no domain of this service. An operator adds it by ./linklog domains add, or"
                                + " to LINKLOG_OWN_HOSTS if it is another name of the default domain"),
                "No short links here",
                "This service has no short links under this host name.");
        this.keyInUrl = encode(
                Problem.of(
                        400,
                        "key-in-url",
                        "A key stands in the URL",
                        "Revoke this key, because URLs get into logs and histories: ./linklog keys revoke"),
                "This address holds a key",
                "Revoke this API key, because browsers and proxies keep addresses.");
        this.methodNotAllowed = encode(
                Problem.of(
                        405,
                        "method-not-allowed",
                        "The method is not allowed here",
                        "A short link answers GET and HEAD; change links at /api/v1/links"),
                "Not possible here",
                "A short link can only be visited, with GET or HEAD.");
        this.tooMany = encode(
                Problem.rateLimited(
                        "unknown-codes",
                        "Your IP address has asked for too many links that do not exist; Retry-After says when to try"
                                + " again"),
                "Please try again later",
                "Your IP address has asked for too many links that do not exist.");
        this.tooManyReports = encode(
                Problem.rateLimited(
                        "reports", "Your IP address has sent too many reports; Retry-After says when to try again"),
                "Please try again later",
                "Your IP address has sent too many reports. Wait a minute.");
        this.tooManyTries = encode(
                Problem.rateLimited(
                        "passwords",
                        "Your IP address has tried too many passwords of this link; Retry-After says when to try"
                                + " again"),
                "Please try again later",
                "Your IP address has tried too many passwords of this link. Wait a minute.");
    }

    /** Answers an address that sends too many reports of links. */
    public void tooManyReports(Context ctx, Taken refusal) {
        tooMany(tooManyReports, ctx, refusal);
    }

    public void unknownHost(Context ctx) {
        write(unknownHost, ctx);
    }

    public void unknownHost(Request request, Response response, Callback callback, SpanContext trace) {
        write(unknownHost, request, response, callback, trace);
    }

    /** Answers a visitor whose path is an API key. It repeats nothing of it. */
    public void keyInUrl(Request request, Response response, Callback callback) {
        write(keyInUrl, request, response, callback, SpanContext.getInvalid());
    }

    public void notFound(Context ctx) {
        write(notFound, ctx);
    }

    public void gone(Context ctx) {
        write(gone, ctx);
    }

    public void takenDown(Takedown takedown, Context ctx) {
        ctx.header(blockedBy.getName(), blockedBy.getValue());
        write(takenDown(takedown), ctx);
    }

    /** Says why an admin took the link down, and whom to write. */
    public void takenDown(Takedown takedown, Request request, Response response, Callback callback, SpanContext trace) {
        response.getHeaders().add(blockedBy);
        write(takenDown(takedown), request, response, callback, trace);
    }

    private ErrorBody takenDown(Takedown takedown) {
        String contact = abuseContact.orElse("whoever runs this service");
        String detail = "An administrator of this service took the link down. The reason: " + takedown.getReason()
                + ". If you think that this is a mistake, write to " + contact;
        Problem problem = Problem.of(takedown.getStatus(), "taken-down", "The link was taken down", detail)
                .with("reason", takedown.getReason());
        return encode(
                abuseContact.isEmpty() ? problem : problem.with("contact", contact),
                "This link was taken down",
                detail + ".");
    }

    public void notFound(Request request, Response response, Callback callback, SpanContext trace) {
        write(notFound, request, response, callback, trace);
    }

    public void gone(Request request, Response response, Callback callback, SpanContext trace) {
        write(gone, request, response, callback, trace);
    }

    /** Answers an address that asks for too many links that do not exist. */
    public void tooMany(Request request, Response response, Callback callback, SpanContext trace, Taken refusal) {
        tooMany(tooMany, request, response, callback, trace, refusal);
    }

    /** Answers an address that tries too many passwords of a link. */
    public void tooManyTries(Request request, Response response, Callback callback, SpanContext trace, Taken refusal) {
        tooMany(tooManyTries, request, response, callback, trace, refusal);
    }

    private static void tooMany(
            ErrorBody error, Request request, Response response, Callback callback, SpanContext trace, Taken refusal) {
        var headers = response.getHeaders();
        headers.add(HttpHeader.RETRY_AFTER, refusal.retryAfter());
        headers.add("RateLimit-Policy", refusal.policyField());
        headers.add("RateLimit", refusal.field());
        write(error, request, response, callback, trace);
    }

    /** The same. */
    public void tooMany(Context ctx, Taken refusal) {
        tooMany(tooMany, ctx, refusal);
    }

    private static void tooMany(ErrorBody error, Context ctx, Taken refusal) {
        refusal.addTo(ctx);
        write(error, ctx);
    }

    /** Answers OPTIONS with the methods of a short link. */
    public void options(Response response, Callback callback) {
        response.setStatus(204);
        response.getHeaders().add(ALLOW);
        response.write(true, BufferUtil.EMPTY_BUFFER, callback);
    }

    public void methodNotAllowed(Request request, Response response, Callback callback, SpanContext trace) {
        response.getHeaders().add(ALLOW);
        write(methodNotAllowed, request, response, callback, trace);
    }

    /** The problem of a look-up that failed. */
    public static Problem ofLookUp(@Nullable Throwable cause) {
        if (cause instanceof ProblemException refused) {
            return refused.problem();
        }
        return Problem.unavailable(
                cause instanceof UnavailableException known
                        ? known.detail()
                        : "The link cannot be looked up at the moment; try again");
    }

    /** Answers a request that is refused; one that is not the visitor's fault may succeed in a moment. */
    public void refused(Problem problem, Request request, Response response, Callback callback, SpanContext trace) {
        boolean later = problem.status() == 429 || problem.status() == 503;
        if (later) {
            response.getHeaders().add(RETRY_AFTER);
        }
        String title = later ? "Please try again in a moment" : problem.title();
        write(encode(problem, title, problem.detail() + "."), request, response, callback, trace);
    }

    private ErrorBody encode(Problem problem, String title, String sentence) {
        String html = HtmlPage.error(title, sentence);
        try {
            return new ErrorBody(
                    problem.status(), html.getBytes(StandardCharsets.UTF_8), json.writeValueAsBytes(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem can always be serialized", e);
        }
    }

    private static void write(ErrorBody error, Context ctx) {
        boolean browser = HtmlPage.isAccepted(ctx.header("Accept"));
        ctx.status(error.status);
        ctx.contentType(browser ? HtmlPage.MEDIA_TYPE : Problem.MEDIA_TYPE);
        ctx.header("Cache-Control", "no-store");
        ctx.header("X-Robots-Tag", "noindex");
        ctx.header("Vary", "Accept");
        if (browser) {
            ctx.header("Content-Security-Policy", HtmlPage.CONTENT_SECURITY_POLICY);
        }
        ctx.result(browser ? error.html : error.problem(HttpApi.trace(ctx)));
    }

    private static void write(
            ErrorBody error, Request request, Response response, Callback callback, SpanContext trace) {
        boolean browser = HtmlPage.isAccepted(request.getHeaders().get(HttpHeader.ACCEPT));
        byte[] body = browser ? error.html : error.problem(traceOf(request, trace));
        response.setStatus(error.status);
        var headers = response.getHeaders();
        headers.add(browser ? HTML_TYPE : PROBLEM_TYPE);
        headers.add(NO_STORE);
        headers.add(NO_INDEX);
        headers.add(VARY);
        if (browser) {
            headers.add(POLICY);
        }
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    /** The trace of the span, or the one in the request when no span was recorded. */
    private static SpanContext traceOf(Request request, SpanContext span) {
        return span.isValid() ? span : TraceParent.parse(request.getHeaders().get(TraceParent.HEADER));
    }
}
