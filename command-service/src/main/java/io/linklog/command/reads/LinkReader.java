package io.linklog.command.reads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.kit.access.Caller;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.mesh.http.CallOptions;
import io.linklog.schemas.names.LinkName;
import io.opentelemetry.api.trace.SpanContext;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a link for a call that cannot go on without it. Thread-safe. */
public final class LinkReader {

    private static final Logger LOG = LoggerFactory.getLogger(LinkReader.class);
    private static final String OPERATION = "read-link";
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final QueryClient client;
    private final ObjectMapper json;

    public LinkReader(QueryClient client, ObjectMapper json) {
        this.client = client;
        this.json = json;
    }

    /**
     * Reads a link of the caller's tenant. The future fails with a {@link ProblemException}: 404 if the tenant has no
     * such link, 503 if query-service does not answer.
     *
     * @param trace of the request that needs it
     */
    public CompletableFuture<ReadLink> read(LinkName name, Caller caller, SpanContext trace) {
        return client.get(name, OPERATION, caller, trace, CallOptions.within(WAIT))
                .handle((response, error) -> {
                    if (response != null && response.statusCode() == 200) {
                        return link(name, response);
                    }
                    if (response != null && response.statusCode() == 404) {
                        throw new ProblemException(Problem.notFound("There is no link with this code"));
                    }
                    LOG.debug("{} did not show a link", QueryClient.SERVICE, error);
                    throw unavailable();
                });
    }

    private ReadLink link(LinkName name, HttpResponse<byte[]> response) {
        JsonNode link = QueryClient.link(json, name.code(), response.body());
        if (link == null) {
            LOG.debug("{} answered something that is not the link", QueryClient.SERVICE);
            throw unavailable();
        }
        return new ReadLink(
                link.path("longUrl").asText(),
                targets(link),
                link.path("createdBy").textValue(),
                link.path("state").asText().equals("ACTIVE"));
    }

    private static Set<String> targets(JsonNode link) {
        Set<String> targets = new HashSet<>(link.path("redirectRules").findValuesAsText("longUrl"));
        targets.add(link.path("longUrl").asText());
        targets.add(link.path("imageUrl").asText());
        return targets;
    }

    private static ProblemException unavailable() {
        return new ProblemException(
                Problem.unavailable("The link cannot be read at the moment; nothing was done. Try again in a second"));
    }
}
