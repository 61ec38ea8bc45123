package io.linklog.command.reads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.kit.access.Caller;
import io.linklog.kit.process.Closer;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.kit.tracing.TraceParent;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.balance.RingHash;
import io.linklog.mesh.http.CallOptions;
import io.linklog.mesh.http.MeshHttpClient;
import io.linklog.mesh.http.MeshHttpSettings;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.mesh.route.RouteBook;
import io.linklog.mesh.route.RoutedInstances;
import io.linklog.schemas.encoding.PathSegment;
import io.linklog.schemas.names.LinkName;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
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
import org.jspecify.annotations.Nullable;

/** Asks query-service for links, as the caller of a request would. Thread-safe. */
public final class QueryClient {

    /** The name of query-service in the registry. */
    public static final String SERVICE = "query-service";

    /** A link with the most rules, each with the longest target, is smaller. */
    private static final int LARGEST_ANSWER_BYTES = 1 << 20;

    private static final int MOST_IN_FLIGHT = 256;
    private static final int MOST_ATTEMPTS = 2;
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(250);
    private static final Duration USUAL_ATTEMPT = Duration.ofSeconds(1);

    private final MeshHttpClient client;
    private final Tracing tracing;

    private QueryClient(MeshHttpClient client, Tracing tracing) {
        this.client = client;
        this.tracing = tracing;
    }

    /** Opens a client into the closer. */
    public static QueryClient open(ServiceRuntime runtime, Closer closer) {
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
                        new MeshHttpSettings(
                                CONNECT_TIMEOUT, USUAL_ATTEMPT, MOST_ATTEMPTS, MOST_IN_FLIGHT, LARGEST_ANSWER_BYTES),
                        meters));
        return new QueryClient(client, runtime.tracing());
    }

    /** The time for one of the attempts of a call, so that one silent instance leaves time for another. */
    public static Duration attempt(Duration wait) {
        return wait.dividedBy(MOST_ATTEMPTS).plusMillis(1);
    }

    /**
     * Asks for a link. Completes as {@link MeshHttpClient#send} does, with an answer of any status.
     *
     * @param operation has a breaker of its own
     * @param caller on whose behalf query-service is asked
     * @param trace of the request that the call belongs to
     */
    public CompletableFuture<HttpResponse<byte[]>> get(
            LinkName name, String operation, Caller caller, SpanContext trace, CallOptions options) {
        String query = name.domain() == null ? "" : "?domain=" + name.domain();
        HttpRequest.Builder get = HttpRequest.newBuilder(
                URI.create("http://" + SERVICE + "/api/v1/links/" + PathSegment.encode(name.code()) + query));
        caller.addTo(get);
        Span span = tracing.startIfSampled(SpanKind.CLIENT, "GET", trace);
        if (span.getSpanContext().isValid()) {
            get.header(TraceParent.HEADER, TraceParent.of(span.getSpanContext()));
        }
        span.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, "GET");
        span.setAttribute(ServerAttributes.SERVER_ADDRESS, SERVICE);
        return client.send(SERVICE, get.build(), operation, options.about(name.text()))
                .whenComplete((response, error) -> end(span, response, error));
    }

    /**
     * Reads an answer of 200 as a link.
     *
     * @return null if it is no link with this code: a wrong address in the registry leads to another service, which may
     *     answer 200
     */
    public static @Nullable JsonNode link(ObjectMapper json, String code, byte[] body) {
        try {
            JsonNode link = json.readTree(body);
            return code.equals(link.path("shortCode").textValue()) ? link : null;
        } catch (IOException e) {
            return null;
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
}
