package io.linklog.command.submit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.command.answer.CommandAnswer;
import io.linklog.command.answer.Refusals;
import io.linklog.command.request.LinkRequest;
import io.linklog.kit.access.Caller;
import io.linklog.kit.process.Closer;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.kit.tracing.TraceParent;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.balance.RingHash;
import io.linklog.mesh.http.CallOptions;
import io.linklog.mesh.http.Deadline;
import io.linklog.mesh.http.MeshHttpClient;
import io.linklog.mesh.http.MeshHttpSettings;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.mesh.route.RouteBook;
import io.linklog.mesh.route.RoutedInstances;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.ShortCodes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses a create with a taken slug before a command is written: it asks query-service for a link with that code. Only
 * a found link counts. It may be stale, because a used code is never free again. After any other result (no link, no
 * answer in time, no instance, open breaker) the topology decides: only it can say that a slug is free. Thread-safe.
 */
public final class SlugLookup {

    /** The name of query-service in the registry. */
    public static final String SERVICE = "query-service";

    private static final Logger LOG = LoggerFactory.getLogger(SlugLookup.class);
    private static final String OPERATION = "find-link";
    // even a link with the longest URL and all tags is smaller
    private static final int LARGEST_ANSWER_BYTES = 64 * 1024;
    private static final int MOST_IN_FLIGHT = 128;
    private static final int MOST_ATTEMPTS = 2;

    private final MeshHttpClient client;
    private final Duration wait;
    private final ObjectMapper json;
    private final Executor executor;
    private final Tracing tracing;
    private final ClientPlaces places;
    private final Counter taken;
    private final Counter notFound;
    private final Counter unanswered;

    /**
     * @param wait maximum wait for query-service; zero disables the look-up
     * @param executor completes the answers
     * @param places bound the look-ups of one client; beyond them the topology decides
     */
    SlugLookup(
            MeshHttpClient client,
            Duration wait,
            ObjectMapper json,
            Executor executor,
            Tracing tracing,
            ClientPlaces places,
            MeterRegistry meters) {
        this.client = client;
        this.wait = wait;
        this.json = json;
        this.executor = executor;
        this.tracing = tracing;
        this.places = places;
        this.taken = counter(meters, "taken");
        this.notFound = counter(meters, "not_found");
        this.unanswered = counter(meters, "unanswered");
    }

    /** Opens a client of query-service into the closer. */
    public static SlugLookup open(
            Duration wait, ObjectMapper json, Executor executor, ServiceRuntime runtime, Closer closer) {
        MeterRegistry meters = runtime.meters();
        ServiceDirectory readers = closer.add(
                "directory",
                new ServiceDirectory(runtime.etcd(), DirectorySettings.all().only(SERVICE), meters));
        RouteBook routes = closer.add("routes", new RouteBook(runtime.etcd(), meters));
        MeshHttpClient client = closer.add(
                "query-service client",
                new MeshHttpClient(
                        new RoutedInstances(readers::instances, routes),
                        // like the edge: one instance for each name, so the caches hold different links
                        service -> new RingHash(),
                        callSettings(wait),
                        meters));
        return new SlugLookup(
                client,
                wait,
                json,
                executor,
                runtime.tracing(),
                runtime.places("slugs", "look-ups of slugs", MOST_IN_FLIGHT),
                meters);
    }

    /** The call policy. A late answer is useless, so the timeout of one attempt leaves time for a second instance. */
    static MeshHttpSettings callSettings(Duration wait) {
        Duration attempt = wait.dividedBy(MOST_ATTEMPTS).plusMillis(1);
        return new MeshHttpSettings(attempt, attempt, MOST_ATTEMPTS, MOST_IN_FLIGHT, LARGEST_ANSWER_BYTES);
    }

    /**
     * The refusal, or null if the topology must decide. Never completes exceptionally. Completes on the executor if
     * query-service was called.
     *
     * @param caller on whose behalf query-service is asked
     */
    public CompletableFuture<@Nullable CommandAnswer> findRefusal(
            LinkRequest request, Caller caller, Deadline deadline) {
        String slug = slugToAskFor(request);
        if (slug == null || wait.isZero() || deadline.hasPassed()) {
            return CompletableFuture.completedFuture(null);
        }
        ClientPlaces.Place place = places.takeIfFree(caller.client());
        if (place == null) {
            unanswered.increment();
            return CompletableFuture.completedFuture(null);
        }
        HttpRequest.Builder get =
                HttpRequest.newBuilder(URI.create("http://" + SERVICE + "/api/v1/links/" + slug + query(request)));
        caller.addTo(get);
        Span span = tracing.startIfSampled(SpanKind.CLIENT, "GET", request.trace());
        if (span.getSpanContext().isValid()) {
            get.header(TraceParent.HEADER, TraceParent.of(span.getSpanContext()));
        }
        span.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, "GET");
        span.setAttribute(ServerAttributes.SERVER_ADDRESS, SERVICE);
        CallOptions options = CallOptions.until(deadline.atMost(wait)).about(LinkName.text(request.domain(), slug));
        return client.send(SERVICE, get.build(), OPERATION, options)
                .whenComplete((response, error) -> {
                    place.close();
                    end(span, response, error);
                })
                .handleAsync((response, error) -> isTaken(slug, response, error), executor)
                .thenApply(isTaken -> isTaken
                        ? CommandAnswer.refusal(null, Refusals.slugTaken(ShortCodes.takenMessage(slug)))
                        : null);
    }

    private static String query(LinkRequest request) {
        return request.domain() == null ? "" : "?domain=" + request.domain();
    }

    /**
     * Null if an existing link is no reason to refuse. With findIfExists it may be the link to find. With an
     * Idempotency-Key an earlier request under the key may have made it.
     */
    private static @Nullable String slugToAskFor(LinkRequest request) {
        return request.idempotencyKey() == null
                        && request.body() instanceof CreateLink create
                        && !create.getFindIfExists()
                ? create.getCustomSlug()
                : null;
    }

    private boolean isTaken(String slug, @Nullable HttpResponse<byte[]> response, @Nullable Throwable error) {
        if (response != null && response.statusCode() == 200 && isAbout(slug, response.body())) {
            taken.increment();
            return true;
        }
        if (response != null && response.statusCode() == 404) {
            notFound.increment();
            return false;
        }
        unanswered.increment();
        LOG.debug("{} did not say whether {} is taken: {}", SERVICE, slug, response == null ? error : response);
        return false;
    }

    /**
     * Checks that the answer is a link: a wrong address in the registry leads to another service, which may answer 200.
     */
    private boolean isAbout(String slug, byte[] body) {
        try {
            return slug.equals(json.readTree(body).path("shortCode").textValue());
        } catch (IOException e) {
            return false;
        }
    }

    /** Makes one span for the call and its second attempt. */
    private static void end(Span span, @Nullable HttpResponse<byte[]> response, @Nullable Throwable error) {
        if (response != null) {
            span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) response.statusCode());
        }
        if (error != null) {
            span.setAttribute(ErrorAttributes.ERROR_TYPE, error.getClass().getName());
            span.setStatus(StatusCode.ERROR, String.valueOf(error.getMessage()));
        }
        span.end();
    }

    private static Counter counter(MeterRegistry meters, String outcome) {
        return Counter.builder("linklog.slug.lookups")
                .description("Slug look-ups in query-service before a create, by result")
                .tag("outcome", outcome)
                .register(meters);
    }
}
