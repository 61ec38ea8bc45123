package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.http.ApiRoutes;
import io.linklog.kit.http.ApiRoutes.ApiRoute;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Json;
import io.linklog.kit.listen.AllowedOrigins;
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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two services stand behind the edge; to its callers they are one API. */
final class EdgeRoutesIT {

    private static final String APP = "https://app.example";
    private static final List<String> SERVICES = List.of("command-service", "query-service");

    @TempDir
    private Path folder;

    private final Closer closer = new Closer();
    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
        Etcd etcd = closer.add("etcd", new Etcd(EtcdSettings.of(URI.create(endpoint))));
        edge = closer.add("edge", TestEdge.start(folder, endpoint));
        ListenSettings listen =
                new ListenSettings("127.0.0.1", Set.of(), Set.of("localhost"), new AllowedOrigins(Set.of(APP)));
        for (String service : SERVICES) {
            HttpApi api = HttpApi.start(listen, 0, Json.mapper(), Tracing.off(), new SimpleMeterRegistry(), config -> {
                ApiRoutes.ALL.stream()
                        .filter(route -> route.service().equals(service))
                        .forEach(route -> config.routes.addHttpHandler(
                                route.method(),
                                route.path(),
                                ctx -> ctx.header("ETag", "\"1\"").result(service)));
                ApiRoutes.addOthers(config, service);
            });
            closer.add(service, api);
            closer.add(service + " in the registry", TestInstance.register(etcd, service, api.port()));
        }
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

    private static String path(ApiRoute route) {
        return route.path().replaceAll("\\{.*?}", "abc");
    }

    private static String header(TestEdge.Said said, String name) {
        return said.head()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    @Test
    void everyRouteReachesTheServiceThatAnswersIt() throws Exception {
        for (ApiRoute route : ApiRoutes.ALL) {
            TestEdge.Said said = edge.call("localhost", route.method().name(), path(route), "Content-Length", "0");
            assertThat(said.status()).as(route.toString()).isEqualTo(200);
            if (!route.method().name().equals("HEAD")) {
                assertThat(said.body()).as(route.toString()).isEqualTo(route.service());
            }
        }
    }

    @Test
    void everyPathNamesItsMethods() throws Exception {
        for (ApiRoute route : ApiRoutes.ALL) {
            TestEdge.Said options = edge.call("localhost", "OPTIONS", path(route));
            assertThat(options.status()).as(route.toString()).isEqualTo(204);
            String allow = header(options, "Allow");
            assertThat(allow.split(", "))
                    .contains(route.method().name(), "OPTIONS")
                    .doesNotContain("PUT");
            TestEdge.Said refused = edge.call("localhost", "PUT", path(route), "Content-Length", "0");
            assertThat(refused.status()).as(route.toString()).isEqualTo(405);
            assertThat(header(refused, "Allow")).isEqualTo(allow);
        }
        assertThat(header(edge.call("localhost", "OPTIONS", "/api/v1/links"), "Allow"))
                .isEqualTo("GET, HEAD, POST, OPTIONS");
        assertThat(header(edge.call("localhost", "OPTIONS", "/api/v1/links/abc"), "Allow"))
                .isEqualTo("GET, HEAD, PATCH, DELETE, OPTIONS");
    }

    @Test
    void aPageOfAnAllowedOriginMayCallEveryRoute() throws Exception {
        for (ApiRoute route : ApiRoutes.ALL) {
            TestEdge.Said asked = edge.call(
                    "localhost",
                    "OPTIONS",
                    path(route),
                    "Origin",
                    APP,
                    "Access-Control-Request-Method",
                    route.method().name(),
                    "Access-Control-Request-Headers",
                    "idempotency-key,x-api-key");
            assertThat(asked.status()).as(route.toString()).isEqualTo(204);
            assertThat(header(asked, "Access-Control-Allow-Origin")).isEqualTo(APP);
            assertThat(header(asked, "Access-Control-Allow-Methods"))
                    .contains(route.method().name());
            TestEdge.Said said =
                    edge.call("localhost", route.method().name(), path(route), "Content-Length", "0", "Origin", APP);
            assertThat(said.status()).as(route.toString()).isEqualTo(200);
            assertThat(header(said, "Access-Control-Allow-Origin")).isEqualTo(APP);
            assertThat(header(said, "Access-Control-Expose-Headers")).contains("ETag");
            assertThat(header(said, "Vary")).isEqualTo("Origin");
        }
    }
}
