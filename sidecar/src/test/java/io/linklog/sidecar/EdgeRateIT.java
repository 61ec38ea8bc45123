package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.kit.http.Json;
import io.linklog.kit.process.Closer;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An address that floods the edge gets the same 429 as from a service. */
final class EdgeRateIT {

    private static final int RATE = 20;

    @TempDir
    private Path folder;

    private final Closer closer = new Closer();

    @AfterEach
    void close() throws Exception {
        closer.close();
    }

    private TestEdge edge(String unlimited) throws Exception {
        String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
        Etcd etcd = closer.add("etcd", new Etcd(EtcdSettings.of(URI.create(endpoint))));
        TestEdge edge = closer.add(
                "edge",
                TestEdge.start(
                        folder,
                        endpoint,
                        Map.of(
                                "LINKLOG_REQUEST_RATE_PER_CLIENT",
                                Integer.toString(RATE),
                                "LINKLOG_UNLIMITED_ADDRESSES",
                                unlimited)));
        closer.add("instance", TestInstance.start(etcd, "query-service", "query-service-1"));
        edge.awaitServing("query-service", "query-service-1");
        return edge;
    }

    @Test
    void aFloodIsAnswered429WithTheFieldsOfTheServices() throws Exception {
        TestEdge edge = edge("none");
        for (int i = 0; i < RATE; i++) {
            assertThat(edge.get("/code").statusCode()).as("request %s", i).isEqualTo(200);
        }
        HttpResponse<String> refused = edge.get("/code");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(refused.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(refused.headers().firstValue("Retry-After")).contains("10");
        assertThat(refused.headers().firstValue("RateLimit-Policy")).contains("\"requests\";q=20;w=10");
        assertThat(refused.headers().firstValue("RateLimit")).contains("\"requests\";r=0;t=10");
        JsonNode problem = Json.mapper().readTree(refused.body());
        assertThat(problem.path("type").asText()).isEqualTo("urn:linklog:problem:rate-limited");
        assertThat(problem.path("status").asInt()).isEqualTo(429);
        assertThat(problem.at("/violatedPolicies/0").asText()).isEqualTo("requests");
        assertThat(problem.path("retryAfter").asInt()).isEqualTo(10);
        assertThat(problem.path("detail").asText()).contains("LINKLOG_REQUEST_RATE_PER_CLIENT");
    }

    @Test
    void anAddressWithoutLimitsIsNotCounted() throws Exception {
        TestEdge edge = edge("127.0.0.0/8");
        for (int i = 0; i <= 2 * RATE; i++) {
            assertThat(edge.get("/code").statusCode()).as("request %s", i).isEqualTo(200);
        }
    }
}
