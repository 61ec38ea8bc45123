package io.linklog.mesh.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteTest {

    private static final Instance A1 = instance("a", "1", InstanceState.UP);
    private static final Instance B1 = instance("b", "1", InstanceState.UP);
    private static final Instance C2 = instance("c", "2", InstanceState.UP);
    private static final Instance D3 = instance("d", "3", InstanceState.UP);

    private final Route route = Route.only("query", "1").withCanary("2", 100);

    @Test
    void givesEachNamedVersionItsInstancesAndOthersNothing() {
        Route.Split split = route.split(List.of(A1, B1, C2, D3));
        assertThat(split.stable()).containsExactly(A1, B1);
        assertThat(split.canary()).containsExactly(C2);
    }

    @Test
    void countsOnlyInstancesThatAreUp() {
        Route.Split split =
                route.split(List.of(A1, B1.withState(InstanceState.DRAINING), C2.withState(InstanceState.STARTING)));
        assertThat(split.stable()).containsExactly(A1);
        assertThat(split.canary()).isEmpty();
    }

    @Test
    void otherVersionsReplaceAMissingStableVersionButNotTheCanary() {
        Route.Split split = route.split(List.of(A1.withState(InstanceState.DOWN), C2, D3));
        assertThat(split.stable()).containsExactly(D3);
        assertThat(split.canary()).containsExactly(C2);
    }

    @Test
    void aNewVersionGetsNoRequestsWithoutACanary() {
        Route.Split split = Route.only("query", "1").split(List.of(A1, C2));
        assertThat(split.stable()).containsExactly(A1);
        assertThat(split.canary()).isEmpty();
    }

    @Test
    void rejectsAnInvalidRouteWithTheReason() {
        refused("'weight' is 10001", () -> route.withCanary("2", 10_001));
        refused("'weight' is -1", () -> route.withCanary("2", -1));
        refused("is the stable version", () -> route.withCanary("1", 5));
        refused("no canary", () -> new Route("query", "1", Optional.empty(), 5));
        refused("'service'", () -> Route.only("a/b", "1"));
        refused("'stable'", () -> Route.only("query", " "));
    }

    private static void refused(String reason, Runnable making) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static Instance instance(String id, String version, InstanceState state) {
        return Instance.builder("query", id, "10.0.0.1", 8080)
                .adminPort(9080)
                .state(state)
                .zone("z")
                .version(version)
                .hashId(1)
                .generation(1)
                .startedAt(Instant.EPOCH)
                .build();
    }
}
