package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.kit.process.Closer;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that HAProxy gets while it runs behave like those in its file. Every server of a fresh stack and of a
 * scale-out is of the first kind.
 */
final class RuntimeServersIT {

    private static final int REQUESTS = 200;

    @TempDir
    private Path folder;

    private final Closer closer = new Closer();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String endpoint = "";
    private Etcd etcd;

    @BeforeEach
    void connect() {
        endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
        etcd = closer.add("etcd", new Etcd(EtcdSettings.of(URI.create(endpoint))));
    }

    @AfterEach
    void close() throws Exception {
        closer.close();
    }

    private void scaleOut(TestEdge edge, String service, String... ids) throws Exception {
        for (String id : ids) {
            closer.add(id, TestInstance.start(etcd, service, id));
        }
        for (String id : ids) {
            edge.awaitServing(service, id);
        }
    }

    private void send(HttpRequest request) throws Exception {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpRequest.Builder request(TestEdge edge, String path) {
        return HttpRequest.newBuilder(edge.uri(path)).timeout(Duration.ofSeconds(20));
    }

    private static void assertReused(TestEdge edge, String backend) throws Exception {
        double made = sum(edge, "haproxy_server_connection_attempts_total", backend);
        double reused = sum(edge, "haproxy_server_connection_reuses_total", backend);
        assertThat(made + reused).as("requests of %s", backend).isGreaterThanOrEqualTo(REQUESTS);
        assertThat(reused).as("reused connections, against %s made", made).isGreaterThan(10 * made);
    }

    private static double sum(TestEdge edge, String metric, String backend) throws Exception {
        return edge.metrics(true)
                .lines()
                .filter(line -> line.startsWith(metric + "{proxy=\"" + backend + "\","))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void theEdgeReusesConnectionsAfterAScaleOut() throws Exception {
        TestEdge edge = closer.add("edge", TestEdge.start(folder, endpoint));
        scaleOut(edge, "query-service", "q-1", "q-2");
        scaleOut(edge, "command-service", "c-1");
        edge.awaitServing("batch", "c-1"); // HAProxy gets each pool's servers one after the other
        for (int i = 0; i < REQUESTS; i++) {
            send(request(edge, "/code" + i).build());
            send(request(edge, "/api/v1/links")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build());
            send(request(edge, "/api/v1/links/batch")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build());
        }
        assertReused(edge, "query-service");
        assertReused(edge, "command-service");
        assertReused(edge, "batch");
    }

    @Test
    void eachCodeGoesToTheSameInstanceAfterAStartFromTheFile() throws Exception {
        TestEdge edge = closer.add("edge", TestEdge.start(folder, endpoint));
        scaleOut(edge, "query-service", "q-1", "q-2", "q-3");
        // the slow start has ended
        await().atMost(TestEdge.PATIENCE).until(() -> sum(edge, "haproxy_server_weight", "query-service") == 300);
        Map<String, String> joined = instances(edge);
        edge.killHaproxy();
        edge.startHaproxy();
        assertThat(instances(edge)).isEqualTo(joined);
    }

    private static Map<String, String> instances(TestEdge edge) throws Exception {
        Map<String, String> instances = new HashMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            instances.put("code" + i, edge.get("/code" + i).body().split(" ", -1)[0]);
        }
        return instances;
    }

    @Test
    void aSidecarReusesConnectionsAfterAScaleOut() throws Exception {
        TestEdge sidecar = closer.add(
                "sidecar",
                TestEdge.start(
                        folder,
                        endpoint,
                        Map.of(
                                "LINKLOG_SIDECAR_ROLE", "sidecar",
                                "LINKLOG_SIDECAR_PROGRAM", "reports",
                                "LINKLOG_SIDECAR_CALLS", "greeter")));
        scaleOut(sidecar, "greeter", "g-1", "g-2");
        // as its http_proxy: Java's client sets Host itself
        HttpClient program = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(ProxySelector.of(
                        new InetSocketAddress("127.0.0.1", sidecar.uri("/").getPort())))
                .build();
        HttpRequest call = HttpRequest.newBuilder(URI.create("http://greeter/hello"))
                .timeout(Duration.ofSeconds(20))
                .build();
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(program.send(call, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
        assertReused(sidecar, "greeter");
    }
}
