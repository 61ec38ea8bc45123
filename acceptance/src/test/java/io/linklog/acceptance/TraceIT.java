package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Traces;
import io.linklog.acceptance.system.Traces.Seen;
import io.linklog.acceptance.system.WholeSystem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Traces across all processes. */
@WholeSystem
@Order(3)
final class TraceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Linklog linklog;
    private final Api api;

    TraceIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @Test
    void tracesACreateThroughKafkaToCassandraAndBack() {
        String slug = freshSlug("traced");
        api.create(link("https://example.org/traced").put("customSlug", slug), Traces.FOLLOWED)
                .is(201);

        await().atMost(PATIENCE).untilAsserted(() -> {
            List<Seen> trace = linklog.traces().traceOf("messaging.kafka.message.key", slug);
            Seen request = all(trace, "command-service", "SERVER", "POST /api/v1/links")
                    .get(0);
            List<Seen> send = all(trace, "command-service", "PRODUCER", "send link-commands");
            List<Seen> decide = all(trace, "streams-topology", "CONSUMER", "process link-commands");
            List<Seen> answer = all(trace, "command-service", "CONSUMER", "process link-outcomes");
            List<Seen> project = all(trace, "projector", "CONSUMER", "process link-events");
            List<Seen> write = all(trace, "projector", "CLIENT", "BATCH links");
            List<Seen> cache = all(trace, "query-service", "CONSUMER", "process link-events");

            assertThat(send).allMatch(request::isParentOf);
            assertThat(decide).allMatch(span -> isChildOfOne(span, send));
            assertThat(answer).allMatch(span -> isChildOfOne(span, decide));
            assertThat(project).allMatch(span -> isChildOfOne(span, decide));
            assertThat(write).allMatch(span -> isChildOfOne(span, project));
            assertThat(cache).allMatch(span -> isChildOfOne(span, decide));
            assertThat(trace).as("one trace").allMatch(span -> span.trace().equals(request.trace()));
            assertThat(trace).as("no orphans").allMatch(span -> span == request || isChildOfOne(span, trace));
            assertThat(request.tags()).containsEntry("http.response.status_code", "201");
            assertThat(write.get(0).tags())
                    .containsEntry("db.system.name", "cassandra")
                    .containsKey("server.address");
        });
    }

    @Test
    void tracesAReadToCassandra() {
        String slug = freshSlug("traced-read");
        api.create(link("https://example.org/traced").put("customSlug", slug)).is(201);
        api.get(LINKS + "/" + slug + "/history", Traces.FOLLOWED).is(200);

        await().atMost(PATIENCE).untilAsserted(() -> {
            List<Seen> trace = linklog.traces().traceOf("url.path", LINKS + "/" + slug + "/history");
            Seen request = all(trace, "query-service", "SERVER", "GET /api/v1/links/{code}/history")
                    .get(0);
            List<Seen> select = all(trace, "query-service", "CLIENT", "SELECT link_history");
            assertThat(select).allMatch(request::isParentOf);
            assertThat(select.get(0).tags().get("db.query.text")).contains("?").doesNotContain(slug);
        });
    }

    @Test
    void tracesAVisitOnlyWithTheTraceKey() {
        String slug = freshSlug("visited");
        String quiet = freshSlug("not-followed");
        for (String code : List.of(slug, quiet)) {
            api.create(link("https://example.org/visited").put("customSlug", code))
                    .is(201);
        }
        api.get("/" + quiet).is(302);
        api.get("/" + slug, Traces.FOLLOWED).is(302);

        await().atMost(PATIENCE).untilAsserted(() -> {
            List<Seen> trace = linklog.traces().traceOf("url.path", "/" + slug);
            Seen visit = all(trace, "query-service", "SERVER", "GET /{code}").get(0);
            assertThat(visit.tags()).containsEntry("http.response.status_code", "302");
        });
        // this visit came before the traced one, and spans are exported in order
        assertThat(linklog.traces().traceOf("url.path", "/" + quiet)).isEmpty();
        assertThat(linklog.traces().traceOf("messaging.kafka.message.key", quiet))
                .isEmpty();
    }

    /** At least one such span. Retried work, such as a failed write or transaction, leaves a span for each attempt. */
    private static List<Seen> all(List<Seen> spans, String service, String kind, String name) {
        List<Seen> such = spans.stream()
                .filter(span -> span.service().equals(service)
                        && span.kind().equals(kind)
                        && span.name().equals(name))
                .toList();
        assertThat(such).as("%s %s of %s in %s", kind, name, service, spans).isNotEmpty();
        return such;
    }

    private static boolean isChildOfOne(Seen span, List<Seen> parents) {
        return parents.stream().anyMatch(parent -> parent.isParentOf(span));
    }
}
