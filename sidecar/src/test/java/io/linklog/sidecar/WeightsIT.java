package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.linklog.kit.process.Closer;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.route.Route;
import io.linklog.mesh.route.RouteStore;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand requests for as many codes, shared by the route's weight and the registry's weights. */
final class WeightsIT {

    private static final String QUERY = "query-service";
    private static final int REQUESTS = 10_000;

    @TempDir
    private Path folder;

    private final Closer closer = new Closer();

    @AfterEach
    void close() throws Exception {
        closer.close();
    }

    @Test
    void aCanarysShareIsMetToAPercentagePointAndTheRestIsSharedByTheWeightsOfTheRegistry() throws Exception {
        String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
        Etcd etcd = closer.add("etcd", new Etcd(EtcdSettings.of(URI.create(endpoint))));
        // other tests registered instances of this service, but the ring of the first numbers is the one that is
        // measured
        for (Etcd.Entry number :
                etcd.await(etcd.list("/linklog/hash-ids/" + QUERY + "/")).entries()) {
            etcd.await(etcd.delete(number.key()));
        }
        RouteStore routes = new RouteStore(etcd);
        closer.add(
                "route",
                () -> etcd.await(
                        routes.delete(QUERY, etcd.await(routes.find(QUERY)).modRevision())));
        closer.add("light", TestInstance.start(etcd, QUERY, "light", 100, "1"));
        closer.add("heavy", TestInstance.start(etcd, QUERY, "heavy", 300, "1"));
        closer.add("canary", TestInstance.start(etcd, QUERY, "canary", 100, "2"));
        long revision = etcd.await(routes.find(QUERY)).modRevision();
        assertThat(etcd.await(routes.put(Route.only(QUERY, "1").withCanary("2", 500), revision)))
                .isTrue();
        TestEdge edge = closer.add("edge", TestEdge.start(folder, endpoint));
        edge.awaitServing(QUERY + ".canary", "canary");

        Map<String, Integer> answers = new HashMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            answers.merge(edge.get("/code" + i).body().split(" ", -1)[0], 1, Integer::sum);
        }
        double canary = answers.get("canary");
        assertThat(canary * 100 / REQUESTS).as("of all").isCloseTo(5, within(1.0));
        // the ring of these numbers alone deviates by 1.1 points, whatever the requests
        assertThat(answers.get("light") * 100 / (REQUESTS - canary))
                .as("of the stable ones")
                .isCloseTo(25, within(1.5));
    }
}
