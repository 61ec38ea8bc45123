package io.linklog.mesh.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.Fence;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.etcd.PatientEtcd;
import io.linklog.mesh.registry.RegistryKeys;
import io.linklog.mesh.route.Route;
import io.linklog.mesh.route.RouteKeys;
import io.linklog.mesh.route.RouteStore;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("routes")
class RolloutStoreIT {

    private static final RolloutKeys KEYS = new RolloutKeys(KeySpace.LINKLOG);

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final Etcd etcd = PatientEtcd.at(SharedStack.with(Server.ETCD).etcdEndpoint());
    private final RolloutStore rollouts = new RolloutStore(etcd);
    private final RouteStore routes = new RouteStore(etcd);
    private final String service = "s-" + UUID.randomUUID();
    private final Rollout started = Rollout.start(service, "1", "2", RolloutPlan.USUAL, NOW);

    @AfterEach
    void close() throws Exception {
        etcd.await(etcd.transaction()
                .delete(KEYS.of(service))
                .delete(new RouteKeys(KeySpace.LINKLOG).of(service))
                .commit());
        etcd.close();
    }

    @Test
    void writesRolloutAndRouteTogetherOrNotAtAll() throws Exception {
        RolloutStore.Stored nothing = stored();
        assertThat(nothing.rollout()).isEmpty();
        assertThat(etcd.await(rollouts.put(nothing, started))).isTrue();
        assertThat(etcd.await(rollouts.services())).contains(service);

        RolloutStore.Stored first = stored();
        assertThat(first.rollout()).contains(started);
        assertThat(first.route().route()).contains(Route.only(service, "1").withCanary("2", 100));
        assertThat(first.matches()).isTrue();
        assertThat(first.modRevision())
                .as("one transaction")
                .isEqualTo(first.route().modRevision());

        assertThat(etcd.await(rollouts.put(nothing, started.abort(NOW)))).isFalse();
        assertThat(etcd.await(rollouts.put(first, started.promote(NOW)))).isTrue();
        assertThat(etcd.await(rollouts.put(first, started.abort(NOW)))).isFalse();
        assertThat(stored().route().route()).contains(Route.only(service, "2"));
    }

    @Test
    void refusesTheWriteIfAnotherWriterChangedTheRoute() throws Exception {
        etcd.await(rollouts.put(stored(), started));
        RolloutStore.Stored before = stored();
        etcd.await(routes.put(Route.only(service, "1"), before.route().modRevision()));
        assertThat(etcd.await(rollouts.put(before, started.abort(NOW)))).isFalse();
        assertThat(stored().matches()).isFalse();
        assertThat(etcd.await(rollouts.put(stored(), started.abort(NOW)))).isTrue();
        assertThat(stored().matches()).isTrue();
    }

    @Test
    void writesNothingAfterTheFenceIsLost() throws Exception {
        etcd.await(rollouts.put(stored(), started));
        Fence gone = new Fence(new RegistryKeys(KeySpace.LINKLOG).election(service), 1);
        assertThat(etcd.await(rollouts.put(etcd.transaction().fencedBy(gone), stored(), started.promote(NOW))))
                .isFalse();
        assertThat(stored().rollout()).contains(started);
        assertThat(stored().matches()).isTrue();
    }

    @Test
    void deletesRolloutAndRouteTogether() throws Exception {
        RolloutStore.Stored nothing = stored();
        etcd.await(rollouts.put(nothing, started));
        assertThat(etcd.await(rollouts.delete(nothing))).isFalse();
        assertThat(etcd.await(rollouts.delete(stored()))).isTrue();
        assertThat(stored()).isEqualTo(nothing);
    }

    @Test
    void reportsAMalformedRolloutAndMayReplaceIt() throws Exception {
        etcd.await(etcd.compareAndSet(KEYS.of(service), Etcd.ABSENT, "{}"));
        assertThat(stored().rollout()).isEmpty();
        assertThat(stored().malformed().orElseThrow()).contains("'format'");
        assertThat(etcd.await(rollouts.put(stored(), started))).isTrue();
        assertThat(stored().rollout()).contains(started);
    }

    private RolloutStore.Stored stored() throws InterruptedException {
        return etcd.await(rollouts.find(service));
    }
}
