package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.linklog.kit.process.Closer;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.route.Route;
import io.linklog.mesh.route.RouteStore;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a real HAProxy shares requests between two versions. */
final class CanaryIT {

    private static final String QUERY = "query-service";
    private static final Route STABLE = Route.only(QUERY, "1");

    @TempDir
    private Path folder;

    private final Closer closer = new Closer();
    private RouteStore routes;
    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
        Etcd etcd = closer.add("etcd", new Etcd(EtcdSettings.of(URI.create(endpoint))));
        routes = new RouteStore(etcd);
        closer.add("route", () -> route(STABLE, true));
        closer.add("q-1", TestInstance.start(etcd, QUERY, "q-1", 100, "1"));
        closer.add("q-2", TestInstance.start(etcd, QUERY, "q-2", 100, "2"));
        route(STABLE, false);
        edge = closer.add("edge", TestEdge.start(folder, endpoint));
    }

    @AfterEach
    void close() throws Exception {
        closer.close();
    }

    private void route(Route route, boolean delete) throws Exception {
        long revision = routes.find(QUERY).get(10, TimeUnit.SECONDS).modRevision();
        if (delete) {
            routes.delete(QUERY, revision).get(10, TimeUnit.SECONDS);
        } else {
            assertThat(routes.put(route, revision).get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void weigh(int basisPoints) throws Exception {
        route(STABLE.withCanary("2", basisPoints), false);
        edge.awaitServing("query-service.canary", "q-2");
        await().atMost(TestEdge.PATIENCE)
                .until(() -> edge.haproxy()
                        .map(folder.resolve("proxy/weights.map"))
                        .get(QUERY)
                        .equals(Integer.toString(basisPoints)));
    }

    private String who(String... headers) throws Exception {
        return edge.get("/code", headers).body().split(" ", -1)[0];
    }

    @Test
    void sharesFollowTheWeights() throws Exception {
        for (int percent : new int[] {1, 25, 50}) {
            weigh(percent * 100);
            int requests = 2_000; // ten thousand: WeightsIT
            int canary = 0;
            for (int i = 0; i < requests; i++) {
                canary += who().equals("q-2") ? 1 : 0;
            }
            assertThat(canary * 100.0 / requests).isCloseTo(percent, within(1.0));
        }
    }

    @Test
    void aVersionOutsideTheRouteGetsNoRequestsAndWithoutARouteAllVersionsDo() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(who()).isEqualTo("q-1");
        }
        route(STABLE, true);
        edge.awaitServing(QUERY, "q-2");
        Set<String> seen = new HashSet<>();
        await().atMost(TestEdge.PATIENCE).until(() -> {
            seen.add(edge.get("/code" + seen.size() + System.nanoTime()).body().split(" ", -1)[0]);
            return seen.size() == 2;
        });
    }

    @Test
    void aHeaderOverridesACookieAndBothOverrideTheWeight() throws Exception {
        weigh(0);
        assertThat(who("X-Canary", "always")).isEqualTo("q-2");
        assertThat(who("Cookie", "linklog-canary=always")).isEqualTo("q-2");
        assertThat(who("Cookie", "linklog-canary=always", "X-Canary", "never")).isEqualTo("q-1");
        assertThat(who("X-Canary", "perhaps")).isEqualTo("q-1");
        weigh(10_000);
        assertThat(who()).isEqualTo("q-2");
        assertThat(who("X-Canary", "never")).isEqualTo("q-1");
    }

    @Test
    void aClientOfTheCanaryKeepsItWhileTheWeightGrows() throws Exception {
        weigh(2_000);
        Set<String> keepers = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            HttpResponse<String> answer = edge.get("/code");
            if (answer.body().startsWith("q-2 ")) {
                keepers.add(
                        answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0]);
            }
        }
        assertThat(keepers).hasSizeBetween(19, 21);
        for (int weight : new int[] {2_000, 5_000, 9_000}) {
            weigh(weight);
            for (String cookie : keepers) {
                assertThat(who("Cookie", cookie)).isEqualTo("q-2");
            }
        }
        // and returns with all others when the canary fails
        weigh(0);
        for (String cookie : keepers) {
            assertThat(who("Cookie", cookie)).isEqualTo("q-1");
        }
    }
}
