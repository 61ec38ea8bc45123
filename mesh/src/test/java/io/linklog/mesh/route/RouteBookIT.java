package io.linklog.mesh.route;

import static io.linklog.mesh.etcd.Patience.RECHECK;
import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.etcd.PatientEtcd;
import io.linklog.mesh.etcd.Proxy;
import io.linklog.mesh.registry.LeaderElection;
import io.linklog.mesh.registry.Leadership;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Follows all routes and counts the changes. Meanwhile no other test may write a route. */
@ResourceLock("routes")
class RouteBookIT {

    private static final RouteKeys KEYS = new RouteKeys(KeySpace.LINKLOG);

    private final String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
    // longer than usual, for the first call of a JVM on a busy machine
    private final Etcd etcd = PatientEtcd.at(endpoint);
    private final RouteStore routes = new RouteStore(etcd);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final String service = "s-" + UUID.randomUUID();
    private final Route first = Route.only(service, "1.0");
    private final Route second = first.withCanary("1.1", 100);

    @AfterEach
    void close() throws Exception {
        etcd.await(etcd.delete(KEYS.of(service)));
        etcd.close();
    }

    @Test
    void followsWritesAndDeletionsAndCallsListenersInOrder() throws Exception {
        put(first);
        List<Optional<Route>> heard = new CopyOnWriteArrayList<>();
        try (RouteBook book = new RouteBook(etcd, meters)) {
            book.whenFollowed().get();
            assertThat(book.route(service)).contains(first);
            book.listen(all -> heard.add(Optional.ofNullable(all.get(service))));
            await().until(() -> heard.size() == 1);
            put(second);
            await().until(() -> book.route(service).equals(Optional.of(second)));
            assertThat(etcd.await(routes.delete(service, stored().modRevision())))
                    .isTrue();
            await().until(() -> book.route(service).isEmpty());
            await().until(() -> heard.size() == 3);
        }
        assertThat(heard).containsExactly(Optional.of(first), Optional.of(second), Optional.empty());
    }

    @Test
    void countsAMalformedRouteAndKeepsTheLastValidOne() throws Exception {
        put(first);
        try (RouteBook book = new RouteBook(etcd, meters)) {
            book.whenFollowed().get();
            etcd.await(etcd.compareAndSet(KEYS.of(service), stored().modRevision(), "{\"format\":1}"));
            await().until(() -> malformed() == 1);
            assertThat(book.route(service)).contains(first);
            assertThat(stored().route()).isEmpty();
            put(second);
            await().until(() -> book.route(service).equals(Optional.of(second)));
        }
    }

    @Test
    void seesChangesThatHappenedWhileItWasCutOff() throws Exception {
        try (Proxy proxy = new Proxy(URI.create(endpoint).getPort());
                Etcd behind = new Etcd(EtcdSettings.of(URI.create(proxy.endpoint())));
                RouteBook book = new RouteBook(behind, meters)) {
            put(first);
            await().until(() -> book.route(service).equals(Optional.of(first)));
            proxy.refuse(true);
            put(second);
            assertThat(book.route(service)).contains(first);
            proxy.refuse(false);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> book.route(service).equals(Optional.of(second)));
        }
    }

    @Test
    void theRecheckFindsAChangeThatTheWatchLost() throws Exception {
        put(first);
        try (RouteBook book = new RouteBook(etcd, RECHECK, meters)) {
            book.whenFollowed().get();
            String lost = "lost-" + service;
            book.simulateChange(new Etcd.Entry(KEYS.of(lost), RouteJson.write(Route.only(lost, "1.0")), 1, 1, 0));
            assertThat(book.route(lost)).isPresent();
            await().atMost(Duration.ofSeconds(20)).until(() -> book.route(lost).isEmpty());
            assertThat(book.route(service)).contains(first);
            assertThat(meters.get("linklog.routes.divergence").counter().count())
                    .isEqualTo(1);
        }
    }

    @Test
    void refusesAWriteOverAChangedRouteAndByAnEarlierLeader() throws Exception {
        put(first);
        RouteStore.Stored read = stored();
        assertThat(etcd.await(routes.put(second, Etcd.ABSENT))).isFalse();
        assertThat(etcd.await(routes.put(second, read.modRevision()))).isTrue();
        assertThat(etcd.await(routes.put(first, read.modRevision()))).isFalse();

        Leadership term;
        try (LeaderElection election = election()) {
            await().until(() -> election.leadership().isPresent());
            term = election.leadership().orElseThrow();
            assertThat(commit(term, first)).isPresent();
        }
        assertThat(commit(term, second)).as("after the term").isEmpty();
        assertThat(stored().route()).contains(first);
    }

    private Optional<Long> commit(Leadership term, Route route) throws InterruptedException {
        return etcd.await(
                routes.put(term.fencedTxn(), route, stored().modRevision()).commit());
    }

    private LeaderElection election() {
        return new LeaderElection(
                etcd, "route-" + service, "c-1", Duration.ofSeconds(3), new LeaderElection.Candidate() {
                    @Override
                    public void onElected(Leadership term) {}

                    @Override
                    public void onLost(Leadership term) {}
                });
    }

    private double malformed() {
        return meters.get("linklog.routes.malformed").counter().count();
    }

    private RouteStore.Stored stored() throws InterruptedException {
        return etcd.await(routes.find(service));
    }

    private void put(Route route) throws InterruptedException {
        assertThat(etcd.await(routes.put(route, stored().modRevision()))).isTrue();
    }
}
