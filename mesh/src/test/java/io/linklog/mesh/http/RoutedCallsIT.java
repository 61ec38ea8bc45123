package io.linklog.mesh.http;

import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.balance.RingHash;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.PatientEtcd;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.registry.Registration;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.mesh.route.Route;
import io.linklog.mesh.route.RouteBook;
import io.linklog.mesh.route.RouteStore;
import io.linklog.mesh.route.RoutedInstances;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Calls follow the route in etcd: none to a version that is held back, a share to a canary, and finally all to the new
 * version.
 */
@ResourceLock("routes")
class RoutedCallsIT {

    private static final int CALLS = 1_000;

    private final String service = "s-" + UUID.randomUUID();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void callsFollowTheRoute() throws Exception {
        try (TestServer old = TestServer.answering(204);
                TestServer fresh = TestServer.answering(204);
                Etcd etcd = PatientEtcd.at(SharedStack.with(Server.ETCD).etcdEndpoint());
                ServiceDirectory directory =
                        new ServiceDirectory(etcd, DirectorySettings.all().only(service), meters);
                RouteBook book = new RouteBook(etcd, meters);
                MeshHttpClient client = new MeshHttpClient(
                        new RoutedInstances(directory::instances, book),
                        name -> new RingHash(), // its shares do not depend on the speed of the instances
                        MeshHttpSettings.defaults(),
                        meters);
                Registration first = register(etcd, "old", "1", old);
                Registration second = register(etcd, "new", "2", fresh)) {
            first.whenRegistered().get();
            second.whenRegistered().get();
            await().until(() -> directory.up(service).size() == 2);
            RouteStore routes = new RouteStore(etcd);
            Route stable = Route.only(service, "1");

            follow(routes, book, stable);
            call(client, 50);
            assertThat(fresh.requests).isEmpty();

            follow(routes, book, stable.withCanary("2", 500));
            call(client, CALLS);
            // a twentieth of the weight, which on a ring of two is not quite a twentieth of the keys
            assertThat(fresh.requests.size()).isBetween(10, 120);

            follow(routes, book, Route.only(service, "2"));
            int before = old.requests.size();
            call(client, 50);
            assertThat(old.requests).hasSize(before);

            etcd.await(routes.delete(service, etcd.await(routes.find(service)).modRevision()));
        }
    }

    private void follow(RouteStore routes, RouteBook book, Route route) throws Exception {
        long revision = routes.find(service).get().modRevision();
        assertThat(routes.put(route, revision).get()).isTrue();
        await().until(() -> book.route(service).equals(Optional.of(route)));
    }

    private void call(MeshHttpClient client, int times) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + service + "/")).build();
        for (int i = 0; i < times; i++) {
            assertThat(client.send(service, request, "op", CallOptions.within(Duration.ofSeconds(30)))
                            .join()
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    private Registration register(Etcd etcd, String id, String version, TestServer server) {
        Instance instance = Instance.builder(service, id, "127.0.0.1", server.port())
                .state(InstanceState.UP)
                .zone("z")
                .version(version)
                .build();
        return new Registration(etcd, instance, Duration.ofSeconds(60), new SimpleMeterRegistry());
    }
}
