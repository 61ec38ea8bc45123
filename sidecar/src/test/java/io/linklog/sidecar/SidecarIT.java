package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.kit.process.Closer;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.http.Deadline;
import io.linklog.mesh.route.Route;
import io.linklog.mesh.route.RouteStore;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sidecar gives to a program that knows only HTTP. */
final class SidecarIT {

    private static final String GREETER = "greeter";

    @TempDir
    private Path folder;

    private final Closer closer = new Closer();
    private Etcd etcd;
    private TestEdge sidecar;

    @BeforeEach
    void start() throws Exception {
        String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
        etcd = closer.add("etcd", new Etcd(EtcdSettings.of(URI.create(endpoint))));
        sidecar = closer.add(
                "sidecar",
                TestEdge.start(
                        folder,
                        endpoint,
                        Map.of(
                                "LINKLOG_SIDECAR_ROLE", "sidecar",
                                "LINKLOG_SIDECAR_PROGRAM", "reports",
                                "LINKLOG_SIDECAR_CALLS", GREETER + ",nobody",
                                // longer than any wait in this test
                                "LINKLOG_SIDECAR_DEADLINE", "60s")));
    }

    @AfterEach
    void close() throws Exception {
        closer.close();
    }

    private TestInstance greeter(String id) throws Exception {
        TestInstance instance = closer.add(id, TestInstance.start(etcd, GREETER, id));
        sidecar.awaitServing(GREETER, id);
        return instance;
    }

    /** The words of an answer: instance, trace, deadline. */
    private String[] call(String... headers) throws Exception {
        TestEdge.Said said = sidecar.call(GREETER, "GET", "/hello", headers);
        assertThat(said.status()).as("%s", said).isEqualTo(200);
        return said.body().split(" ", -1);
    }

    @Test
    void callsAreBalancedAndACrashedInstanceFailsNoCall() throws Exception {
        TestInstance first = greeter("g-1");
        greeter("g-2");
        Set<String> seen = new HashSet<>();
        // the second gets fewer requests at first: it warms up
        await().atMost(TestEdge.PATIENCE).until(() -> {
            seen.add(call()[0]);
            return seen.size() == 2;
        });
        // HAProxy notices it by the calls
        first.crash();
        for (int i = 0; i < 60; i++) {
            assertThat(call()[0]).isEqualTo("g-2");
        }
    }

    @Test
    void aClientNeedsOnlyAProxySetting() throws Exception {
        greeter("g-1");
        Proxy proxy = new Proxy(
                Proxy.Type.HTTP,
                new InetSocketAddress("127.0.0.1", sidecar.uri("/").getPort()));
        HttpURLConnection call =
                (HttpURLConnection) URI.create("http://greeter/hello").toURL().openConnection(proxy);
        call.setReadTimeout(20_000);
        assertThat(new String(call.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("g-1 ");
    }

    @Test
    void anUnknownServiceAndOneWithoutInstancesGetDifferentErrors() throws Exception {
        TestEdge.Said unknown = sidecar.call("Stranger\"", "GET", "/");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body())
                .contains("urn:linklog:problem:unknown-service", "stranger\\\"", "greeter, nobody")
                .contains("LINKLOG_SIDECAR_CALLS");
        TestEdge.Said nobody = sidecar.call("nobody", "GET", "/");
        assertThat(nobody.status()).isEqualTo(503);
        assertThat(nobody.body()).contains("No instance of nobody takes requests");
    }

    @Test
    void aTraceIsForwardedAndStartedWhenThereIsNone() throws Exception {
        greeter("g-1");
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assertThat(call("traceparent", trace)[1]).isEqualTo(trace);
        Set<String> begun = new HashSet<>();
        for (String bad : new String[] {
            "",
            "junk",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            trace.toUpperCase(java.util.Locale.ROOT)
        }) {
            String own = call("traceparent", bad)[1];
            assertThat(own).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
            begun.add(own);
        }
        assertThat(begun).hasSize(4).doesNotContain(trace);
    }

    @Test
    void aDeadlineIsForwardedAndEnforced() throws Exception {
        closer.add("silent", new SilentInstance(etcd, GREETER, false));
        sidecar.awaitServing(GREETER, "silent-1");
        assertThat(sidecar.call(GREETER, "GET", "/", Deadline.HEADER, "200").status())
                .isEqualTo(504);
        assertThat(sidecar.call(GREETER, "GET", "/", Deadline.HEADER, "0").body())
                .contains("has stopped waiting");
    }

    @Test
    void aCallWithoutADeadlineGetsTheDefault() throws Exception {
        greeter("g-1");
        assertThat(call()[2]).isEqualTo("60000");
        assertThat(call(Deadline.HEADER, "1234567")[2]).isEqualTo("1234567");
    }

    @Test
    void onlySafeCallsAreRetriedWhenAConnectionBreaks() throws Exception {
        SilentInstance silent = closer.add("silent", new SilentInstance(etcd, GREETER, true));
        sidecar.awaitServing(GREETER, "silent-1");
        assertThat(sidecar.call(GREETER, "POST", "/").status()).isEqualTo(502);
        assertThat(silent.requests()).isEqualTo(1);
        assertThat(sidecar.call(GREETER, "POST", "/", "Idempotency-Key", "k").status())
                .isEqualTo(502);
        assertThat(silent.requests()).isGreaterThan(2);
    }

    @Test
    void aCanaryGetsItsShareAndTheRequestsThatAskForIt() throws Exception {
        RouteStore routes = new RouteStore(etcd);
        closer.add(
                "route",
                () -> routes.delete(
                                GREETER,
                                routes.find(GREETER).get(10, TimeUnit.SECONDS).modRevision())
                        .get(10, TimeUnit.SECONDS));
        assertThat(routes.put(Route.only(GREETER, "1").withCanary("2", 5_000), 0)
                        .get(10, TimeUnit.SECONDS))
                .isTrue();
        closer.add("g-1", TestInstance.start(etcd, GREETER, "g-1", 100, "1"));
        closer.add("g-2", TestInstance.start(etcd, GREETER, "g-2", 100, "2"));
        sidecar.awaitServing(GREETER, "g-1");
        sidecar.awaitServing("greeter.canary", "g-2");
        await().atMost(TestEdge.PATIENCE)
                .until(() -> sidecar.haproxy()
                        .map(folder.resolve("proxy/weights.map"))
                        .containsKey(GREETER));
        int canary = 0;
        for (int i = 0; i < 100; i++) {
            canary += call()[0].equals("g-2") ? 1 : 0;
        }
        assertThat(canary).isBetween(49, 51);
        assertThat(call("X-Canary", "never")[0]).isEqualTo("g-1");
        assertThat(call("X-Canary", "always")[0]).isEqualTo("g-2");
    }
}
