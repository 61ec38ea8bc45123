package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Json;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.process.Closer;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.http.Deadline;
import io.linklog.mesh.http.MeshHttpClient;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the headers of callers and of answers become at the edge. */
final class EdgeHeadersIT {

    private static final String KEY = "the-trace-key";

    /** The value of each is one that no process of Linklog writes. */
    private static final List<String> REFUSED = List.of(
            "Forwarded",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-Prefix",
            "X-Real-IP",
            "X-Original-URL",
            "X-Original-Host",
            "X-Linklog-Caller",
            "X-Linklog-Trace",
            "X-Linklog-Anything",
            Deadline.HEADER,
            MeshHttpClient.TO,
            "traceparent",
            "tracestate");

    /** A route of each backend, whose rules end at different lines. */
    private static final List<String> ROUTES = List.of(
            "GET /code",
            "GET /api/v1/links/code",
            "GET /api/v1/events",
            "POST /api/v1/links",
            "POST /api/v1/links/batch",
            "GET /api/v1/commands/1");

    @TempDir
    private Path folder;

    private final Closer closer = new Closer();
    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
        Etcd etcd = closer.add("etcd", new Etcd(EtcdSettings.of(URI.create(endpoint))));
        edge = closer.add("edge", TestEdge.start(folder, endpoint, Map.of("LINKLOG_TRACE_KEY", KEY)));
        start(etcd, "query-service");
        start(etcd, "command-service");
        for (String backend : List.of("query-service", "events")) {
            edge.awaitServing(backend, "query-service-1");
        }
        for (String backend : List.of("command-service", "commands", "batch")) {
            edge.awaitServing(backend, "command-service-1");
        }
    }

    @AfterEach
    void close() throws Exception {
        closer.close();
    }

    /** Answers with the header lines of the request. */
    private void start(Etcd etcd, String service) throws Exception {
        Handler echo = ctx -> ctx.result(lines(ctx));
        HttpApi api = HttpApi.start(
                ListenSettings.loopback(), 0, Json.mapper(), Tracing.off(), new SimpleMeterRegistry(), config -> {
                    config.routes.get(
                            "/far/{bytes}",
                            ctx -> ctx.status(302)
                                    .header("Location", "x".repeat(Integer.parseInt(ctx.pathParam("bytes")))));
                    ROUTES.forEach(route -> {
                        String path = path(route).replace("/code", "/{code}").replace("/1", "/{id}");
                        if (route.startsWith("POST ")) {
                            config.routes.post(path, echo);
                        } else {
                            config.routes.get(path, echo);
                        }
                    });
                });
        closer.add(service, api);
        closer.add(service + " in the registry", TestInstance.register(etcd, service, api.port()));
    }

    private static String path(String route) {
        return route.substring(route.indexOf(' ') + 1);
    }

    private static String lines(Context ctx) {
        StringBuilder lines = new StringBuilder();
        ctx.req()
                .getHeaderNames()
                .asIterator()
                .forEachRemaining(name -> ctx.req()
                        .getHeaders(name)
                        .asIterator()
                        .forEachRemaining(value -> lines.append(name.toLowerCase(Locale.ROOT) + ": " + value + "\n")));
        return lines.toString();
    }

    private static String[] headers(UnaryOperator<String> spelling) {
        List<String> headers = new ArrayList<>(List.of("X-Other", "passes", "Content-Length", "0"));
        for (String name : REFUSED) {
            headers.addAll(List.of(spelling.apply(name), "forged"));
            headers.addAll(List.of(spelling.apply(name), "forged twice"));
        }
        return headers.toArray(String[]::new);
    }

    @Test
    void onlyTheEdgeSaysWhoCallsAndHowLongHeWaits() throws Exception {
        for (String route : ROUTES) {
            String method = route.substring(0, route.indexOf(' '));
            for (String[] headers : List.of(
                    headers(name -> name),
                    headers(name -> name.toUpperCase(Locale.ROOT)),
                    headers(name -> name.toLowerCase(Locale.ROOT)))) {
                TestEdge.Said said = edge.call("localhost", method, path(route), headers);
                assertThat(said.status()).as("%s", said).isEqualTo(200);
                assertThat(said.body())
                        .as(route)
                        .contains("x-other: passes", "x-forwarded-for: 127.0.0.1\n")
                        .doesNotContain("forged");
            }
            TestEdge.Said traced =
                    edge.call("localhost", method, path(route), "X-Linklog-Trace", KEY, "Content-Length", "0");
            assertThat(traced.body()).as(route).doesNotContain(KEY);
            assertThat(Stream.of(traced.body().split("\n", -1)))
                    .filteredOn(line -> line.startsWith("traceparent: "))
                    .singleElement()
                    .asString()
                    .endsWith("-01");
        }
    }

    @Test
    void aHeadMayHaveSixteenKilobytes() throws Exception {
        double refused = refused();
        for (String route : List.of("GET /code", "GET /api/v1/links/code", "POST /api/v1/links")) {
            String method = route.substring(0, route.indexOf(' '));
            for (int bytes : List.of(7_500, 12_000, 16_200)) {
                assertThat(edge.call(
                                        "localhost",
                                        method,
                                        path(route),
                                        "Cookie",
                                        "x".repeat(bytes),
                                        "Content-Length",
                                        "0")
                                .status())
                        .as(route + " with a cookie of " + bytes)
                        .isEqualTo(200);
                assertThat(edge.call("localhost", method, path(route) + "?" + "x".repeat(bytes), "Content-Length", "0")
                                .status())
                        .as(route + " with a query of " + bytes)
                        .isEqualTo(200);
            }
            assertThat(edge.call("localhost", method, path(route), manyHeaders())
                            .status())
                    .as(route + " with many headers")
                    .isEqualTo(200);
        }
        assertThat(refused()).isEqualTo(refused);
        String body = "x".repeat(40_000);
        TestEdge.Said longBody =
                edge.call("localhost", "POST", "/api/v1/links", "Content-Length", "40000", "X-End", "1\r\n\r\n" + body);
        assertThat(longBody.status()).isEqualTo(200);
        for (TestEdge.Said said : List.of(
                edge.call("localhost", "GET", "/code", "Cookie", "x".repeat(16_400)),
                edge.call("localhost", "GET", "/code?" + "x".repeat(16_400)),
                edge.call("localhost", "GET", "/code", "Cookie", "x".repeat(18_000)))) {
            assertThat(said.status()).isEqualTo(431);
            assertThat(said.head()).contains("application/problem+json");
            assertThat(said.body()).contains("urn:linklog:problem:headers-too-large", " 16384 bytes");
        }
        await().atMost(TestEdge.PATIENCE).until(() -> refused() == refused + 3);
    }

    private static String[] manyHeaders() {
        return Stream.concat(
                        Stream.of("Content-Length", "0"),
                        IntStream.range(0, 495).boxed().flatMap(i -> Stream.of("X-" + i, "y".repeat(22))))
                .toArray(String[]::new);
    }

    private double refused() throws Exception {
        return edge.metrics(true)
                .lines()
                .filter(line -> line.startsWith("haproxy_frontend_requests_denied_total{proxy=\"edge\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }

    @Test
    void anAnswerMayHaveALocationOfSixteenKilobytes() throws Exception {
        for (int bytes : List.of(2_048, 7_000, 8_192, 12_000, 16_384, 17_000)) {
            TestEdge.Said said = edge.call("localhost", "GET", "/far/" + bytes);
            assertThat(said.status()).as("%s bytes", bytes).isEqualTo(302);
            assertThat(said.head()).containsIgnoringCase("location: " + "x".repeat(bytes) + "\r\n");
        }
    }

    /** The edge lets them through, because its parser must let through other bytes of a path. */
    @Test
    void theNameOfAHeaderIsAToken() throws Exception {
        for (String name : List.of(
                "Forwarded ",
                "X-Real-IP\u000b",
                "If-Match\t",
                "Transfer-Encoding ",
                "Content-Length\u000b",
                "Transfer-Encoding\u00a0",
                "X(Y)")) {
            TestEdge.Said said = edge.call("localhost", "GET", "/code", name, "7");
            assertThat(said.status()).as(name).isEqualTo(400);
            assertThat(said.body()).contains("urn:linklog:problem:invalid-request");
        }
    }
}
