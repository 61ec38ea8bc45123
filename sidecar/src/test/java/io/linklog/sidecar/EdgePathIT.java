package io.linklog.sidecar;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Json;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.process.Closer;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The edge reads a path as the services do, which are Javalin on Jetty. A route is answered only through the backend
 * that has the rules of its kind: streams without short time-outs, writes without repeats.
 */
final class EdgePathIT {

    @TempDir
    private Path folder;

    private final Closer closer = new Closer();

    /** @param answer the backend and the route, or the status of the refusal */
    private record Row(String method, String path, String answer) {}

    private static final List<Row> TABLE = List.of(
            new Row("GET", "/code", "query-service code"),
            new Row("GET", "/code/", "query-service code"),
            new Row("GET", "/code/qr", "query-service qr"),
            new Row("GET", "/api/v1/links/code", "query-service link"),
            new Row("GET", "/api/v1/links/code/", "query-service link"),
            new Row("GET", "/api/v1/events", "events events"),
            new Row("GET", "/api/v1/events/", "events events"),
            new Row("GET", "/api/v1/events?code=a", "events events"),
            new Row("GET", "/api/v1/events/?code=a", "events events"),
            new Row("POST", "/api/v1/links", "command-service create"),
            new Row("POST", "/api/v1/links/", "command-service create"),
            new Row("POST", "/api/v1/links/batch", "batch batch"),
            new Row("POST", "/api/v1/links/batch/", "batch batch"),
            new Row("POST", "/api/v1/links/code/restore/", "command-service restore"),
            new Row("GET", "/api/v1/commands/1", "commands command"),
            new Row("GET", "/api/v1/commands/1/", "commands command"),
            new Row("GET", "/api/v1/keys", "commands keys"),
            new Row("GET", "/api/v1/keys/", "commands keys"),
            new Row("POST", "/api/v1/keys", "command-service new-key"),
            new Row("POST", "/api/v1/keys/a/rotate/", "command-service rotate"),
            new Row("GET", "/api/v1/domains", "commands domains"),
            new Row("GET", "/api/v1/domains/go.example.org", "commands domain"),
            new Row("GET", "/api/v1/webhooks", "commands hooks"),
            new Row("POST", "/api/v1/webhooks/a/pause/", "command-service pause"),
            new Row("GET", "/api/v1/blocked-targets", "commands blocked"),
            new Row("POST", "/api/v1/blocked-targets/", "command-service block"),
            new Row("GET", "/api/v1/%6beys", "404"),
            // one segment for all: a code that no link can have
            new Row("GET", "/api%2fv1%2fevents", "query-service code"),
            // other spellings of the same routes are no route anywhere
            new Row("GET", "/api/v1/events//", "404"),
            new Row("GET", "/api/v1//events", "404"),
            new Row("GET", "//api/v1/events", "404"),
            new Row("GET", "/api/v1/%65vents", "404"),
            new Row("GET", "/%61pi/v1/events", "404"),
            new Row("GET", "/API/v1/events", "404"),
            new Row("GET", "/api/v1/./events", "404"),
            new Row("GET", "/api/v1/links/../events", "404"),
            new Row("GET", "/api/v1/events/.", "404"),
            new Row("GET", "/api/v1/events;a=b", "404"),
            new Row("GET", "/api/v1%2fevents", "404"),
            new Row("POST", "/api/v1/links/%62atch", "404"),
            new Row("POST", "/api/v1/links//batch", "404"),
            new Row("POST", "/api/v1/links/x/../batch", "404"),
            new Row("POST", "/api/v1/links;x/batch", "404"));

    @AfterEach
    void close() throws Exception {
        closer.close();
    }

    /** Answers with the name of the route. */
    private void start(Etcd etcd, String service, Map<String, String> routes) throws Exception {
        HttpApi api = HttpApi.start(
                ListenSettings.loopback(),
                0,
                Json.mapper(),
                Tracing.off(),
                new SimpleMeterRegistry(),
                config -> routes.forEach((route, name) -> {
                    String path = route.substring(route.indexOf(' ') + 1);
                    if (route.startsWith("POST ")) {
                        config.routes.post(path, ctx -> ctx.result(name));
                    } else {
                        config.routes.get(path, ctx -> ctx.result(name));
                    }
                }));
        closer.add(service, api);
        closer.add(service + " in the registry", TestInstance.register(etcd, service, api.port()));
    }

    @Test
    void theEdgeReadsPathsAsTheServicesDo() throws Exception {
        String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
        Etcd etcd = closer.add("etcd", new Etcd(EtcdSettings.of(URI.create(endpoint))));
        TestEdge edge = closer.add("edge", TestEdge.start(folder, endpoint));
        start(
                etcd,
                "query-service",
                Map.of(
                        "GET /{code}", "code",
                        "GET /{code}/qr", "qr",
                        "GET /api/v1/links/{code}", "link",
                        "GET /api/v1/events", "events"));
        start(
                etcd,
                "command-service",
                Map.ofEntries(
                        entry("GET /api/v1/domains", "domains"),
                        entry("GET /api/v1/domains/{domain}", "domain"),
                        entry("POST /api/v1/links", "create"),
                        entry("POST /api/v1/links/batch", "batch"),
                        entry("POST /api/v1/links/{code}/restore", "restore"),
                        entry("GET /api/v1/commands/{id}", "command"),
                        entry("GET /api/v1/keys", "keys"),
                        entry("POST /api/v1/keys", "new-key"),
                        entry("POST /api/v1/keys/{id}/rotate", "rotate"),
                        entry("GET /api/v1/webhooks", "hooks"),
                        entry("POST /api/v1/webhooks/{id}/pause", "pause"),
                        entry("GET /api/v1/blocked-targets", "blocked"),
                        entry("POST /api/v1/blocked-targets", "block")));
        edge.awaitServing("query-service", "query-service-1");
        edge.awaitServing("events", "query-service-1");
        edge.awaitServing("command-service", "command-service-1");
        edge.awaitServing("commands", "command-service-1");
        edge.awaitServing("batch", "command-service-1");
        List<Row> actual = new ArrayList<>();
        for (Row row : TABLE) {
            String before = requests(edge);
            String answered = answers(edge);
            TestEdge.Said said = edge.call("localhost", row.method(), row.path(), "Content-Length", "0");
            // HAProxy counts a request when its stream ends, which may be after the last byte of the answer
            await().atMost(TestEdge.PATIENCE).until(() -> !answers(edge).equals(answered));
            String backend = difference(before, requests(edge));
            // 400: Jetty refuses an ambiguous path itself
            String answer = said.status() == 200
                    ? backend + " " + said.body()
                    : said.status() == 400 ? "404" : Integer.toString(said.status());
            actual.add(new Row(row.method(), row.path(), answer));
        }
        assertThat(actual).isEqualTo(TABLE);
    }

    /** The lines of HAProxy that count the requests of each backend. */
    private static String requests(TestEdge edge) throws Exception {
        return lines(edge, "haproxy_backend_http_requests_total{proxy=");
    }

    /** The lines that count the answers of the edge, those of no backend as well. */
    private static String answers(TestEdge edge) throws Exception {
        return lines(edge, "haproxy_frontend_http_responses_total{proxy=\"edge\"");
    }

    private static String lines(TestEdge edge, String begin) throws Exception {
        return String.join(
                "\n",
                edge.metrics(true)
                        .lines()
                        .filter(line -> line.startsWith(begin))
                        .toList());
    }

    private static String difference(String before, String after) {
        List<String> known = before.lines().toList();
        return String.join(
                ",",
                after.lines()
                        .filter(line -> !known.contains(line))
                        .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')))
                        .toList());
    }
}
