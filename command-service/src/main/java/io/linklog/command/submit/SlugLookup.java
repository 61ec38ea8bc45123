package io.linklog.command.submit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.command.answer.CommandAnswer;
import io.linklog.command.answer.Refusals;
import io.linklog.command.reads.QueryClient;
import io.linklog.command.request.LinkRequest;
import io.linklog.kit.access.Caller;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.mesh.http.CallOptions;
import io.linklog.mesh.http.Deadline;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.ShortCodes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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

    private static final Logger LOG = LoggerFactory.getLogger(SlugLookup.class);
    private static final String OPERATION = "find-link";
    private static final int MOST_IN_FLIGHT = 128;

    private final QueryClient client;
    private final Duration wait;
    private final ObjectMapper json;
    private final Executor executor;
    private final ClientPlaces places;
    private final Counter taken;
    private final Counter notFound;
    private final Counter unanswered;

    private SlugLookup(
            QueryClient client,
            Duration wait,
            ObjectMapper json,
            Executor executor,
            ClientPlaces places,
            MeterRegistry meters) {
        this.client = client;
        this.wait = wait;
        this.json = json;
        this.executor = executor;
        this.places = places;
        this.taken = counter(meters, "taken");
        this.notFound = counter(meters, "not_found");
        this.unanswered = counter(meters, "unanswered");
    }

    /**
     * A look-up through a client of query-service.
     *
     * @param wait maximum wait for query-service; zero disables the look-up
     * @param executor completes the answers
     */
    public static SlugLookup open(
            QueryClient client, Duration wait, ObjectMapper json, Executor executor, ServiceRuntime runtime) {
        return new SlugLookup(
                client,
                wait,
                json,
                executor,
                runtime.places("slugs", "look-ups of slugs", MOST_IN_FLIGHT),
                runtime.meters());
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
        // a late answer is useless, so the time limit of one attempt leaves time for a second instance
        CallOptions options = CallOptions.until(deadline.atMost(wait)).withAttempts(QueryClient.attempt(wait));
        LinkName name = new LinkName(request.domain(), slug);
        return client.get(name, OPERATION, caller, request.trace(), options)
                .whenComplete((response, error) -> place.close())
                .handleAsync((response, error) -> isTaken(slug, response, error), executor)
                .thenApply(isTaken -> isTaken
                        ? CommandAnswer.refusal(null, Refusals.slugTaken(ShortCodes.takenMessage(slug)))
                        : null);
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
        if (response != null && response.statusCode() == 200 && QueryClient.link(json, slug, response.body()) != null) {
            taken.increment();
            return true;
        }
        if (response != null && response.statusCode() == 404) {
            notFound.increment();
            return false;
        }
        unanswered.increment();
        LOG.debug(
                "{} did not say whether {} is taken: {}",
                QueryClient.SERVICE,
                slug,
                response == null ? error : response);
        return false;
    }

    private static Counter counter(MeterRegistry meters, String outcome) {
        return Counter.builder("linklog.slug.lookups")
                .description("Slug look-ups in query-service before a create, by result")
                .tag("outcome", outcome)
                .register(meters);
    }
}
