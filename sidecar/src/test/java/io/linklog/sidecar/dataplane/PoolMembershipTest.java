package io.linklog.sidecar.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.route.Route;
import io.linklog.sidecar.layout.Pool;
import io.linklog.sidecar.layout.ProxiedServer;
import io.linklog.sidecar.settings.Credentials;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PoolMembershipTest {

    private static final Pool STABLE = new Pool("s", "s", Pool.Share.STABLE);
    private static final Pool CANARY = new Pool("s.canary", "s", Pool.Share.CANARY);

    private static Instance instance(String id, InstanceState state, int weight, int hashId, long generation) {
        return Instance.builder("s", id, id + ".example", 80)
                .adminPort(90)
                .state(state)
                .zone("z")
                .weight(weight)
                .hashId(hashId)
                .generation(generation)
                .startedAt(Instant.EPOCH)
                .build();
    }

    private static DesiredServers of(Instance... instances) {
        return of(STABLE, Optional.empty(), instances);
    }

    private static DesiredServers of(Pool pool, Optional<Route> route, Instance... instances) {
        return PoolMembership.of(
                pool,
                List.of(instances),
                route,
                host -> host.startsWith("nowhere") ? Optional.empty() : Optional.of("10.0.0.1"));
    }

    @Test
    void onlyInstancesThatAreUpAndHaveAnAddressTakeRequests() {
        DesiredServers wanted = of(
                instance("a", InstanceState.UP, 100, 1, 1),
                instance("b", InstanceState.DRAINING, 100, 2, 2),
                instance("c", InstanceState.STARTING, 100, 3, 3),
                instance("nowhere", InstanceState.UP, 100, 4, 4));
        assertThat(wanted.ready()).containsExactly(new ProxiedServer("a", "10.0.0.1", 80, 90, 100, 1));
        assertThat(wanted.resting()).containsExactlyInAnyOrder("b", "c", "nowhere");
    }

    @Test
    void largeWeightsAreScaledDownAndOnlyZeroStaysZero() {
        assertThat(of(
                                instance("a", InstanceState.UP, 1_000_000, 1, 1),
                                instance("b", InstanceState.UP, 500_000, 2, 2),
                                instance("c", InstanceState.UP, 1, 3, 3),
                                instance("d", InstanceState.UP, 0, 4, 4))
                        .ready())
                .extracting(ProxiedServer::weight)
                .containsExactly(256, 128, 1, 0);
    }

    @Test
    void theOlderOfTwoInstancesWithTheSameHashIdGetsIt() {
        assertThat(of(instance("a", InstanceState.UP, 100, 1, 9), instance("b", InstanceState.UP, 100, 1, 3))
                        .ready())
                .extracting(ProxiedServer::name)
                .containsExactly("b");
    }

    @Test
    void aRouteDividesInstancesByVersion() {
        Instance old = instance("a", InstanceState.UP, 100, 1, 1);
        Instance next = Instance.builder("s", "b", "b", 80)
                .adminPort(90)
                .state(InstanceState.UP)
                .zone("z")
                .version("2")
                .hashId(2)
                .generation(2)
                .startedAt(Instant.EPOCH)
                .build();
        assertThat(of(STABLE, Optional.empty(), old, next).ready()).hasSize(2);
        assertThat(of(CANARY, Optional.empty(), old, next).ready()).isEmpty();
        Optional<Route> route = Optional.of(Route.only("s", "1").withCanary("2", 100));
        DesiredServers stable = of(STABLE, route, old, next);
        assertThat(stable.ready()).extracting(ProxiedServer::name).containsExactly("a");
        assertThat(stable.resting()).containsExactly("b");
        assertThat(of(CANARY, route, old, next).ready())
                .extracting(ProxiedServer::name)
                .containsExactly("b");
    }

    @Test
    void aPoolWithCredentialsUsesOnlyDoorsAndOneWithoutOnlyPlainPorts() {
        Instance plain = instance("a", InstanceState.UP, 100, 1, 1);
        Instance both = withMetadata("b", 80, 2, Map.of("tlsPort", "15443"));
        Instance byDoor = withMetadata("c", 0, 3, Map.of("tlsPort", "15444"));
        Instance junk = withMetadata("d", 0, 4, Map.of("tlsPort", "70000"));
        Pool secret = new Pool(
                "s", "s", Pool.Share.STABLE, Optional.of(new Credentials(Path.of("r.pem"), Path.of("ca.pem"))));
        assertThat(of(STABLE, Optional.empty(), plain, both, byDoor, junk).ready())
                .extracting(ProxiedServer::name, ProxiedServer::port, ProxiedServer::checkPort)
                .containsExactly(tuple("a", 80, 90), tuple("b", 80, 90));
        DesiredServers wanted = of(secret, Optional.empty(), plain, both, byDoor, junk);
        assertThat(wanted.ready())
                .extracting(ProxiedServer::name, ProxiedServer::port, ProxiedServer::checkPort)
                .containsExactly(tuple("b", 15443, 15443), tuple("c", 15444, 15444));
        assertThat(wanted.ready().get(0).definition(secret))
                .contains(" ssl ", "verify required ca-file ca.pem crt r.pem", "verifyhost s ", "check-ssl");
    }

    private static Instance withMetadata(String id, int port, int hashId, Map<String, String> metadata) {
        return Instance.builder("s", id, "h", port)
                .adminPort(90)
                .state(InstanceState.UP)
                .zone("z")
                .hashId(hashId)
                .generation(hashId)
                .startedAt(Instant.EPOCH)
                .metadata(metadata)
                .build();
    }
}
