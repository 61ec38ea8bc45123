package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.process.Closer;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees when an instance takes requests and does not answer. */
final class EdgeTimeoutIT {

    private static final String QUERY = "query-service";
    private static final String COMMAND = "command-service";
    private static final String STATUS = "/api/v1/commands/00000000-0000-7000-8000-000000000000";

    @TempDir
    private Path folder;

    private final Closer closer = new Closer();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Etcd etcd;
    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
        etcd = closer.add("etcd", new Etcd(EtcdSettings.of(URI.create(endpoint))));
        edge = closer.add(
                "edge",
                TestEdge.start(
                        folder,
                        endpoint,
                        Map.of(
                                "LINKLOG_EDGE_READ_TIMEOUT", "500ms",
                                "LINKLOG_EDGE_WRITE_MARGIN", "1s",
                                "LINKLOG_COMMAND_WAIT", "500ms")));
    }

    @AfterEach
    void close() throws Exception {
        closer.close();
    }

    private SilentInstance silent(String service) throws Exception {
        SilentInstance silent = closer.add("silent", new SilentInstance(etcd, service, false));
        edge.awaitServing(service, "silent-1");
        return silent;
    }

    private void answering(String service, String id) throws Exception {
        closer.add(id, TestInstance.start(etcd, service, id));
        edge.awaitServing(service, id);
    }

    @Test
    void anotherInstanceAnswersTheReadsOfOneThatHangs() throws Exception {
        SilentInstance silent = silent(QUERY);
        answering(QUERY, "q-1");
        for (int i = 0; i < 20; i++) {
            assertThat(edge.get("/code" + i).body()).startsWith("q-1 ");
            assertThat(edge.get("/api/v1/links/code" + i).body()).startsWith("q-1 ");
        }
        assertThat(silent.requests()).isPositive();
    }

    @Test
    void anotherInstanceAnswersTheStatusOfACommand() throws Exception {
        SilentInstance silent = silent(COMMAND);
        edge.awaitServing("commands", "silent-1");
        answering(COMMAND, "c-1");
        edge.awaitServing("commands", "c-1");
        for (int i = 0; i < 20; i++) {
            assertThat(edge.get(STATUS).body()).startsWith("c-1 ");
        }
        assertThat(silent.requests()).isPositive();
    }

    @Test
    void whatIsCutOffGets503AndNoWriteIsRepeated() throws Exception {
        silent(QUERY);
        SilentInstance silent = silent(COMMAND);
        assertCut(edge.get("/code"));
        HttpRequest write = HttpRequest.newBuilder(edge.uri("/api/v1/links"))
                .timeout(Duration.ofSeconds(20))
                .header("Idempotency-Key", "key")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertCut(client.send(write, HttpResponse.BodyHandlers.ofString()));
        assertThat(silent.requests()).isEqualTo(1);
    }

    private static void assertCut(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(answer.body()).contains("\"status\":503", "did not answer in time");
    }

    @Test
    void aWriteGetsTheWaitThatItAsksFor() throws Exception {
        answering(COMMAND, "c-1");
        // the instance answers after three seconds
        Map<String, Integer> wanted = new LinkedHashMap<>();
        wanted.put("", 503);
        wanted.put("respond-async", 503);
        wanted.put("wait=0", 503);
        wanted.put("handling=lenient; wait=20", 503);
        wanted.put("wait=20", 200);
        wanted.put("respond-async, wait=20", 200);
        wanted.put("Wait = \"20\"", 200);
        wanted.put("wait=999999999", 200);
        Map<String, CompletableFuture<Integer>> answers = new LinkedHashMap<>();
        wanted.keySet().forEach(prefer -> answers.put(prefer, statusOf(prefer)));
        Map<String, Integer> statuses = new LinkedHashMap<>();
        answers.forEach((prefer, answer) -> statuses.put(prefer, answer.join()));
        assertThat(statuses).isEqualTo(wanted);
    }

    private CompletableFuture<Integer> statusOf(String prefer) {
        HttpRequest.Builder write = HttpRequest.newBuilder(edge.uri("/api/v1/links"))
                .timeout(Duration.ofSeconds(40))
                .header(TestInstance.DELAY, "3000")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        if (!prefer.isEmpty()) {
            write.header("Prefer", prefer);
        }
        return client.sendAsync(write.build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::statusCode);
    }
}
