package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.kit.process.Closer;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.registry.Registration;
import io.linklog.mesh.registry.RegistryKeys;
import io.linklog.sidecar.haproxy.ServerState;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The edge's agent with a real HAProxy and a real etcd. */
final class EdgeIT {

    private static final String QUERY = "query-service";

    @TempDir
    private Path folder;

    private final Closer closer = new Closer();
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

    private TestEdge edge() throws Exception {
        return closer.add("edge", TestEdge.start(folder, endpoint));
    }

    private TestInstance instance(String id) throws Exception {
        return closer.add(id, TestInstance.start(etcd, QUERY, id));
    }

    @Test
    void instancesComeAndGoUnderLoadWithoutAFailedRequest() throws Exception {
        TestInstance first = instance("q-1");
        TestEdge edge = edge();
        edge.awaitServing(QUERY, "q-1");
        try (Load load = Load.on(edge)) {
            await().atMost(TestEdge.PATIENCE).until(() -> load.answeredBy("q-1") > 0);

            TestInstance second = instance("q-2");
            await().atMost(TestEdge.PATIENCE).until(() -> load.answeredBy("q-2") > 0);

            first.become(InstanceState.DRAINING);
            await().atMost(TestEdge.PATIENCE)
                    .until(() -> edge.server(QUERY, "q-1")
                            .filter(ServerState::isDraining)
                            .isPresent());
            first.close();
            await().atMost(TestEdge.PATIENCE)
                    .until(() -> edge.server(QUERY, "q-1").isEmpty());

            instance("q-1");
            edge.awaitServing(QUERY, "q-1");
            long before = load.answeredBy("q-1");
            await().atMost(TestEdge.PATIENCE).until(() -> load.answeredBy("q-1") > before);
            assertThat(load.failures()).as(edge.log()).isEmpty();
            // HAProxy 2.6 can forget a request in the queue of a new server: there must be no queue
            assertThat(edge.metrics(true).lines().filter(line -> line.startsWith("haproxy_server_max_queue{")))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith(" 0"));

            // killed: its current requests may be lost, but no later ones
            second.crash();
            await().atMost(TestEdge.PATIENCE)
                    .until(() -> edge.server(QUERY, "q-2")
                            .filter(ServerState::takesRequests)
                            .isEmpty());
            assertThat(edge.get("/code").body()).startsWith("q-1 ");
        }
        assertThat(edge.meter("linklog_sidecar_commands_refused_total")).isZero();
        assertThat(edge.metrics(true)).contains("haproxy_server_status{proxy=\"query-service\",server=\"q-1\"");
    }

    @Test
    void eventStreamsArriveUnbufferedAndUseAtMostAQuarterOfTheConnections() throws Exception {
        instance("q-1");
        TestEdge edge = closer.add("edge", TestEdge.start(folder, endpoint, Map.of("LINKLOG_MAX_CONNECTIONS", "12")));
        edge.awaitServing("events", "q-1");
        List<HttpResponse<InputStream>> streams = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            HttpResponse<InputStream> stream = edge.open(TestInstance.STREAM);
            assertThat(stream.body().readNBytes(7))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("id: 1\n\n");
            streams.add(stream);
        }
        HttpResponse<String> refused = edge.get(TestInstance.STREAM);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("urn:linklog:problem:unavailable", "event streams");
        assertThat(edge.get("/code").statusCode()).isEqualTo(200);
        for (HttpResponse<InputStream> stream : streams) {
            stream.body().close();
        }
        await().atMost(TestEdge.PATIENCE).until(() -> {
            HttpResponse<InputStream> again = edge.open(TestInstance.STREAM);
            again.body().close();
            return again.statusCode() == 200;
        });
    }

    @Test
    void everyRequestGetsATraceOfItsOwnThatNoClientCanChoose() throws Exception {
        instance("q-1");
        TestEdge edge = edge();
        String chosen = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        Set<String> traces = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            String trace = edge.get("/code", "traceparent", chosen, "tracestate", "a=b")
                    .body()
                    .split(" ", -1)[1];
            assertThat(trace).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]").isNotEqualTo(chosen);
            traces.add(trace.substring(3, 35));
        }
        assertThat(traces).hasSize(20);
    }

    @Test
    void aRestartedHaproxyStartsWithTheCurrentServers() throws Exception {
        instance("q-1");
        TestEdge edge = edge();
        edge.killHaproxy();
        TestInstance second = instance("q-2");
        // in the file, although no HAProxy runs
        await().atMost(TestEdge.PATIENCE)
                .until(() -> java.nio.file.Files.readString(folder.resolve("proxy/haproxy.cfg"))
                        .contains("server q-2 "));
        edge.startHaproxy();
        assertThat(edge.server(QUERY, "q-1")).isPresent();
        assertThat(edge.server(QUERY, "q-2")).isPresent();
        assertThat(edge.get("/code").statusCode()).isEqualTo(200);
        await().atMost(TestEdge.PATIENCE).until(() -> edge.meter("linklog_sidecar_haproxy_restarts_total") == 1);

        // and is controlled again
        second.become(InstanceState.DRAINING);
        await().atMost(TestEdge.PATIENCE)
                .until(() -> edge.server(QUERY, "q-2")
                        .filter(ServerState::isDraining)
                        .isPresent());
    }

    @Test
    void haproxyKeepsServingWithoutItsAgentAndTheNextAgentCatchesUp() throws Exception {
        TestInstance first = instance("q-1");
        instance("q-2");
        TestEdge edge = edge();
        edge.awaitServing(QUERY, "q-2");
        try (Load load = Load.on(edge)) {
            edge.stopAgent();
            first.become(InstanceState.DRAINING);
            TestInstance third = instance("q-3");
            long before = load.answeredBy("q-2");
            await().atMost(TestEdge.PATIENCE).until(() -> load.answeredBy("q-2") > before);
            edge.startAgent();
            edge.awaitServing(QUERY, "q-3");
            await().atMost(TestEdge.PATIENCE)
                    .until(() -> edge.server(QUERY, "q-1")
                            .filter(ServerState::isDraining)
                            .isPresent());
            assertThat(third.id()).isEqualTo("q-3");
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void haproxysOwnPortAnswersOnlyItsOwnHosts() throws Exception {
        TestEdge edge = edge();
        assertThat(edge.callMetrics("localhost:1", "/metrics").status()).isEqualTo(200);
        assertThat(edge.callMetrics("[::1]", "/livez").status()).isEqualTo(200);
        assertThat(edge.callMetrics("rebound.example", "/metrics").status()).isEqualTo(404);
    }

    @Test
    void theLastServersStayWhenTheRegistryIsEmpty() throws Exception {
        TestInstance first = instance("q-1");
        TestInstance second = instance("q-2");
        TestEdge edge = edge();
        edge.awaitServing(QUERY, "q-2");
        first.become(InstanceState.DRAINING);
        await().atMost(TestEdge.PATIENCE)
                .until(() -> edge.server(QUERY, "q-1")
                        .filter(ServerState::isDraining)
                        .isPresent());
        second.become(InstanceState.DRAINING);
        second.deregister();
        await().atMost(TestEdge.PATIENCE)
                .until(() -> edge.meter("linklog_sidecar_held") == 2); // in both of its backends
        assertThat(edge.get("/code").body()).startsWith("q-2 ");
    }

    @Test
    void anInstanceWithTheAddressOfAnotherGetsNoRequests() throws Exception {
        TestInstance first = instance("q-1");
        TestEdge edge = edge();
        Registration impostor = first.impostor(etcd, "q-2");
        closer.add("impostor", impostor);
        // because the instance says "this is query-service/q-1, not query-service/q-2"
        await().atMost(TestEdge.PATIENCE)
                .until(() -> edge.haproxy()
                        .api()
                        .ask("show stat query-service 4 -1")
                        .lines()
                        .anyMatch(line -> line.startsWith("query-service,q-2,") && line.contains("L7STS")));
        assertThat(edge.server(QUERY, "q-2").filter(ServerState::takesRequests)).isEmpty();
        assertThat(edge.get("/code").body()).startsWith("q-1 ");
    }

    @Test
    void invalidRegistryEntriesAreHarmless() throws Exception {
        instance("q-1");
        TestEdge edge = edge();
        junk("q-2", "{\"format\": 1, \"host\": \"; del server\"}");
        // well-formed, but wrong: an unknown host, and a hash id that is in use
        String odd =
                "{\"format\":1,\"service\":\"query-service\",\"id\":\"%s\",\"host\":\"%s\",\"port\":1,\"adminPort\":1,"
                        + "\"state\":\"UP\",\"zone\":\"local\",\"version\":\"1\",\"weight\":1000000,\"hashId\":1,"
                        + "\"startedAt\":\"2026-01-01T00:00:00Z\",\"metadata\":{}}";
        junk("q-3", odd.formatted("q-3", "no such host\\nshow info"));
        junk("q-4", odd.formatted("q-4", "127.0.0.1"));
        // a later instance arrives nevertheless
        instance("q-5");
        edge.awaitServing(QUERY, "q-5");
        assertThat(edge.get("/code").statusCode()).isEqualTo(200);
        assertThat(edge.server(QUERY, "q-3")).isEmpty();
    }

    private void junk(String id, String value) throws Exception {
        String key = new RegistryKeys(KeySpace.LINKLOG).instance("query-service", id);
        etcd.await(etcd.transaction().put(key, value).commit());
        closer.add(key, () -> {
            long revision = etcd.await(etcd.get(key)).orElseThrow().modRevision();
            etcd.await(etcd.compareAndDelete(key, revision));
        });
    }

    @Test
    void weightsAndAddressesFollowTheRegistry() throws Exception {
        instance("q-1");
        TestEdge edge = edge();
        edge.awaitServing(QUERY, "q-1");
        TestInstance moved = TestInstance.start(etcd, QUERY, "q-1", 7, "1");
        closer.add("moved", moved);
        await().atMost(TestEdge.PATIENCE)
                .until(() -> edge.server(QUERY, "q-1")
                        .filter(server -> server.weight() == 7)
                        .isPresent());
        await().atMost(TestEdge.PATIENCE).until(() -> edge.get("/code").statusCode() == 200);
    }
}
